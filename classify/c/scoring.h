/* Decision values of the words and characters of sentences. */
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

typedef struct { /* what is known of a code point: symbols in the dictionary and among characters, and whether longer words may hold it */
    int32_t word_symbol, character_symbol, joined, unused;
    int64_t name; /* its name as a word that is not in the dictionary */
    int64_t classes; /* of sentences that hold it */
} Code;

typedef struct {
    Trie trie;
    const double *single; /* what a character is worth as a word, by symbol */
    const int32_t *slots; /* hash table of words that are not in the dictionary, -1 where there is none */
    int64_t slot_mask;
    const int64_t *other_bounds, *other_codes, *others;
} Lexicon;

typedef struct { /* what a token counts that is held so often: in all, and each time */
    double whole, part;
} Times;

typedef struct {
    Lexicon lexicon;
    Block pairs;
    Block characters;
    const Code *codes; /* by code point; the last stands for all above */
    int64_t last_code;
    const Times *times; /* by how often a token is held */
    int64_t most;
    int64_t labels;
} Scorer;

/* Adds the decision values of n sentences to `total` (n * labels) and the classes of their words to `classes` (n); 0 without memory. */
int score(const Scorer *scorer, const uint32_t *codes, const int64_t *bounds, int64_t n, double *total, int64_t *classes);

/* Probabilities (n * k) from weights of sentences (n * k) and of transitions (kinds * k * k), forward and backward. */
int chain(const double *own, const double *moves, const int64_t *boundaries, int64_t n, int64_t k, int64_t kinds, double *found);

#endif
