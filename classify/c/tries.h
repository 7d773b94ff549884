/* Tries in perfect hash tables, as classify/trie.py makes them; what belongs to a node stands in one row of memory. */
#ifndef CLASSIFY_TRIES_H
#define CLASSIFY_TRIES_H

#include <stdint.h>

#define SYMBOL_BITS 20
#define SYMBOLS (((int64_t)1 << SYMBOL_BITS) - 1)
#define BUCKETS UINT64_C(11400714819323198485) /* as in trie.py */

#if defined(__GNUC__) || defined(__clang__)
#define FETCH(address) __builtin_prefetch(address)
#else
#define FETCH(address) ((void)(address))
#endif

typedef struct { /* the edges by one symbol: first node, places, begin and shift of its moves, factor of its hash */
    int64_t start, size, moves, shift, factor;
} Level;

typedef struct {
    const Level *levels; /* from the second symbol on */
    int64_t depth;
    const int32_t *moves;
    const int32_t *first; /* the node of each symbol */
    int64_t symbols;
    char *rows; /* each begins with the key of the edge that leads to its node, 64 bits */
    int64_t bits, nodes; /* a row has 2 to the power of `bits` bytes */
} Trie;

static inline char *row_at(const Trie *trie, int64_t node) { return trie->rows + (node << trie->bits); }

/* The place at which the edge of a key must be, if there is one: whose key stands there decides. */
static inline int32_t place_of(const Level *level, const int32_t *moves, int64_t key)
{
    uint64_t mixed = (uint64_t)key * (uint64_t)level->factor;
    uint64_t place = (mixed >> 32) * (uint64_t)level->size >> 32;
    place += (uint64_t)(int64_t)moves[(uint64_t)key * BUCKETS >> level->shift]; /* beyond either end where the edge is not there */
    place &= -(uint64_t)(place < (uint64_t)level->size);
    return (int32_t)(level->start + (int64_t)place);
}

#endif
