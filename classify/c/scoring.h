/* Decision values of the words, characters, places and classes of words of sentences. */
#ifndef CLASSIFY_SCORING_H
#define CLASSIFY_SCORING_H

#include "tries.h"

typedef struct { /* a row of a block's trie; weights for as many labels as there are, filled up to a multiple of FOUR */
    int64_t key;
    float idf;
    int32_t count;
    float weights[];
} Token;

#define FOUR 4

typedef struct {
    Trie trie;
    double scale;
} Block;

typedef struct { /* a row of the dictionary's trie: what the word is worth, its symbol with its classes above it */
    int64_t key;
    double worth;
    int64_t name;
    int64_t unused;
} Word;

typedef struct { /* what is known of a code point: symbols in the dictionary and among characters, whether longer words may hold it */
    int32_t word_symbol, character_symbol, joined;
    int32_t end; /* the row of a place whose sentence ends with it */
    int64_t name; /* its name as a word that is not in the dictionary */
    int64_t classes; /* of sentences that hold it */
} Code;

typedef struct { /* words in a hash table: the number of a word in each slot (-1: none), where the code points of each begin */
    const int32_t *slots;
    int64_t mask, count;
    const int64_t *bounds, *codes;
} WordTable;

typedef struct {
    Trie trie;
    const double *single; /* what a character is worth as a word, by symbol */
    WordTable others; /* words that are not in the dictionary */
    const int64_t *other_names;
} Lexicon;

typedef struct { /* what tokens add: to the decision value of each label, and to the squared length */
    const double *rows;
    int64_t count;
    double scale;
} Rows;

typedef struct { /* a part of a packed place: where it stands, the row of its value 0, and the bit without which it does not count (0: none) */
    int64_t shift, mask, first, gate;
} Part;

typedef struct {
    Rows rows;
    const Part *parts;
    int64_t count;
    int64_t last_code; /* of a packed place, as a mask: the character that the sentence ends with */
} Places;

typedef struct { /* rows: for each kind of section those of all classes; those of no class; for each class those of it and another */
    Rows rows;
    int64_t classes, sections;
} Morphology;

typedef struct { /* the numbers of a word as one of any heading and as one of the outermost; 0: no token */
    int64_t any, outermost;
} HeadingWord;

typedef struct { /* rows by number of token; numbers by word */
    Rows rows;
    WordTable known;
    const HeadingWord *words;
} Headings;

typedef struct {
    Lexicon lexicon;
    Block pairs;
    Block characters;
    Places places;
    Morphology morphology;
    Headings headings;
    const Code *codes; /* by code point; the last stands for all above */
    int64_t last_code;
    const double *times; /* how often a token counts, by how often it is held: 0 counts 0 times */
    int64_t most;
    int64_t labels;
} Scorer;

typedef struct { /* n sentences: code points and where those of each begin, packed places (NULL: not known), numbers of kinds of sections */
    const uint32_t *codes;
    const int64_t *bounds, *places, *sections;
    int64_t n;
} Sentences;

/* Adds the decision values of n sentences to `total` (n * labels); 0 without memory. */
int score(const Scorer *scorer, const Sentences *sentences, double *total);

/* The number of a word in a table, -1 where it is not there. */
int64_t entry_of(const WordTable *table, const uint32_t *codes, int64_t count);

/* Where the words of a normalised text end (at most as many as characters); how many there are, -1 without memory. */
int64_t words_of(const Scorer *scorer, const uint32_t *codes, int64_t count, int64_t *ends);

typedef struct { /* a decision value counts value * scale + bias (k), and at least `lowest` below the highest of its sentence */
    double scale, lowest;
    const double *bias;
} Weighing;

/* Probabilities (n * k) from decision values (n * k) and weights of transitions (kinds * k * k), forward and backward; 0 without memory. */
int chain(const double *decisions, const Weighing *weighing, const double *moves, const int64_t *boundaries, int64_t n, int64_t k, int64_t kinds, double *found);

#endif
