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

typedef struct { /* tables by code point or symbol, each with its last place */
    Trie trie;
    const int32_t *symbols;
    int64_t last_symbol;
    const uint8_t *joined; /* whether words of several characters may hold the character */
    int64_t last_joined;
    const double *single; /* what a character is worth as a word, by symbol */
    const int64_t *marks; /* names of characters that are not in the dictionary */
    int64_t last_mark;
    const int32_t *slots; /* hash table of words that are not in the dictionary, -1 where there is none */
    int64_t slot_mask;
    const int64_t *other_bounds, *other_codes, *others;
    const int64_t *bits; /* classes of sentences that hold a character */
    int64_t last_bit;
} Lexicon;

typedef struct {
    Lexicon lexicon;
    Block pairs;
    Block characters;
    const int32_t *symbols; /* of characters in their block */
    int64_t last_symbol;
    const double *logs; /* what a number of occurrences counts */
    int64_t most;
    int64_t labels;
} Scorer;

/* Adds the decision values of n sentences to `total` (n * labels) and the classes of their words to `classes` (n); 0 without memory. */
int score(const Scorer *scorer, const uint32_t *codes, const int64_t *bounds, int64_t n, double *total, int64_t *classes);

/* Probabilities (n * k) from weights of sentences (n * k) and of transitions (kinds * k * k), forward and backward. */
int chain(const double *own, const double *moves, const int64_t *boundaries, int64_t n, int64_t k, int64_t kinds, double *found);

#endif
