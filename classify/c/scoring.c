#include "scoring.h"

#include <math.h>
#include <stdlib.h>

typedef struct { /* to work in: for a sentence of `longest` characters; per level of the dictionary's trie where it says so */
    int32_t *symbols, *places, *nodes, *reach, *words, *held;
    int32_t *found; /* by level */
    double *worth;  /* by level */
    double *route, *factors;
    int64_t *keys;
    int64_t longest;
} Room;

static inline Token *token_at(const Trie *trie, int64_t node) { return (Token *)(trie->rows + node * trie->width); }

static inline const Word *word_at(const Trie *trie, int64_t node) { return (const Word *)(trie->rows + node * trie->width); }

/* Counts the tokens of a sentence; gives how many different ones are held by now. */
static int64_t count_tokens(const Trie *trie, const int32_t *nodes, int64_t count, int32_t *held, int64_t number)
{
    for (int64_t i = 0; i < count; i++) {
        int32_t node = nodes[i];
        Token *token = token_at(trie, node);
        int32_t times = token->count;
        token->count = times + (node != 0);
        held[number] = node;
        number += (times == 0) & (node != 0);
    }
    return number;
}

/* The keys of edges from nodes by symbols, and the places where they must be, which are on their way from memory. */
static void look_up(const Trie *trie, int64_t depth, const int32_t *nodes, const int32_t *symbols, int64_t count, int64_t *keys, int32_t *places)
{
    const Level level = trie->levels[depth];
    const int32_t *moves = trie->moves + level.moves;
    for (int64_t i = 0; i < count; i++) {
        int64_t key = (int64_t)nodes[i] << SYMBOL_BITS | symbols[i];
        int32_t place = place_of(&level, moves, key);
        FETCH(trie->rows + place * trie->width);
        keys[i] = key;
        places[i] = place;
    }
}

/* Adds what the held tokens of one sentence weigh to its total (labels), and forgets how often it holds them. */
static void add(const Block *block, const Scorer *scorer, const int32_t *held, int64_t number, double *factors, double *total)
{
    const Trie *trie = &block->trie;
    double square = 0, length = 0;
    for (int64_t base = 0; base < scorer->labels; base += FOUR) {
        double sums[FOUR] = {0, 0, 0, 0};
        if (base == 0) {
            for (int64_t i = 0; i < number; i++) {
                Token *token = token_at(trie, held[i]);
                int32_t times = token->count;
                token->count = 0;
                double factor = token->idf * (times < scorer->most ? scorer->logs[times] : 1 + log(times));
                factors[i] = factor;
                square += factor * factor;
                for (int k = 0; k < FOUR; k++) sums[k] += token->weights[k] * factor;
            }
            if (square == 0) return;
            length = block->scale / sqrt(square);
        } else {
            for (int64_t i = 0; i < number; i++)
                for (int k = 0; k < FOUR; k++) sums[k] += token_at(trie, held[i])->weights[base + k] * factors[i];
        }
        for (int64_t k = 0; k < FOUR && base + k < scorer->labels; k++) total[base + k] += sums[k] * length;
    }
}

static void score_characters(const Scorer *scorer, const uint32_t *own, int64_t count, const Room *room, double *total)
{
    const Trie *trie = &scorer->characters.trie;
    int32_t *symbols = room->symbols, *nodes = room->nodes;
    for (int64_t i = 0; i < count; i++) symbols[i] = ENTRY(scorer->symbols, scorer->last_symbol, own[i]);
    for (int64_t i = 0; i < count; i++) nodes[i] = trie->first[symbols[i]];
    int64_t number = count_tokens(trie, nodes, count, room->held, 0);
    for (int64_t depth = 0; depth < trie->depth && depth + 1 < count; depth++) {
        int64_t width = count - depth - 1;
        look_up(trie, depth, nodes, symbols + depth + 1, width, room->keys, nodes);
        for (int64_t i = 0; i < width; i++) nodes[i] = token_at(trie, nodes[i])->key == room->keys[i] ? nodes[i] : 0;
        number = count_tokens(trie, nodes, width, room->held, number);
    }
    add(&scorer->characters, scorer, room->held, number, room->factors, total);
}

/* For each length from 1: the node of the word or prefix from each character on, its worth, and how far the longest reaches. */
static void find_words(const Trie *trie, int64_t count, const Room *room)
{
    int32_t *symbols = room->symbols, *places = room->places, *nodes = room->nodes, *reach = room->reach;
    int64_t alive = 0, longest = room->longest;
    for (int64_t i = 0; i < count; i++) {
        room->found[i] = trie->first[symbols[i]];
        reach[i] = 1;
    }
    if (trie->depth && count > 1) {
        look_up(trie, 0, room->found, symbols + 1, count - 1, room->keys, nodes);
        for (int32_t i = 0; i < count - 1; i++) {
            const Word *word = word_at(trie, nodes[i]);
            int there = word->key == room->keys[i];
            room->found[longest + i] = nodes[i];
            room->worth[longest + i] = word->worth;
            reach[i] = 1 + there;
            places[alive] = i;
            alive += there;
        }
    }
    for (int64_t depth = 1; depth < trie->depth && alive; depth++) {
        const Level level = trie->levels[depth];
        const int32_t *moves = trie->moves + level.moves, *above = room->found + depth * longest;
        int32_t *found = room->found + (depth + 1) * longest;
        double *worth = room->worth + (depth + 1) * longest;
        alive -= places[alive - 1] + depth + 1 >= count;
        for (int64_t i = 0; i < alive; i++) {
            int64_t key = (int64_t)above[places[i]] << SYMBOL_BITS | symbols[places[i] + depth + 1];
            room->keys[i] = key;
            nodes[i] = place_of(&level, moves, key);
            FETCH(trie->rows + nodes[i] * trie->width);
        }
        int64_t number = 0;
        for (int64_t i = 0; i < alive; i++) {
            int32_t at = places[i];
            const Word *word = word_at(trie, nodes[i]);
            int there = word->key == room->keys[i];
            found[at] = nodes[i];
            worth[at] = word->worth;
            reach[at] += there;
            places[number] = at;
            number += there;
        }
        alive = number;
    }
}

/* The length of the best word from each character of a sentence on, by dynamic programming from its end. */
static void cut_words(const Lexicon *lexicon, const uint32_t *own, int64_t count, const Room *room, int32_t *lengths)
{
    double *route = room->route;
    route[count] = 0;
    for (int64_t at = count - 1; at >= 0; at--) {
        double best = 0;
        int32_t length = 1;
        if (ENTRY(lexicon->joined, lexicon->last_joined, own[at])) {
            best = lexicon->single[room->symbols[at]] + route[at + 1];
            for (int32_t size = 2; size <= room->reach[at]; size++) {
                double value = room->worth[(size - 1) * room->longest + at] + route[at + size];
                length = value >= best ? size : length;
                best = value >= best ? value : best;
            }
        }
        lengths[at] = length;
        route[at] = best;
    }
}

static int is_letter(uint32_t code) { return (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z'); }

/* The name of a word that is not in the dictionary, 0 where it is not known. */
static int64_t other_name(const Lexicon *lexicon, const uint32_t *codes, int64_t count)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325); /* Fowler, Noll and Vo */
    for (int64_t i = 0; i < count; i++) hash = (hash ^ codes[i]) * UINT64_C(0x100000001B3);
    for (int64_t at = (int64_t)(hash >> 1) & lexicon->slot_mask; lexicon->slots[at] >= 0; at = (at + 1) & lexicon->slot_mask) {
        int64_t other = lexicon->slots[at], begin = lexicon->other_bounds[other];
        int same = lexicon->other_bounds[other + 1] - begin == count;
        for (int64_t i = 0; same && i < count; i++) same = lexicon->other_codes[begin + i] == (int64_t)codes[i];
        if (same) return lexicon->others[other];
    }
    return 0;
}

/* The symbols of the words of one sentence, letters and digits that stand alone put together, and their classes; how many. */
static int64_t name_words(const Scorer *scorer, const uint32_t *own, int64_t count, const int32_t *lengths, const Room *room, int64_t *classes)
{
    const Lexicon *lexicon = &scorer->lexicon;
    int64_t number = 0, held = 0;
    for (int64_t at = 0; at < count;) {
        int64_t size = lengths[at], end = at + size, name;
        if (size == 1 && is_letter(own[at]))
            while (end < count && lengths[end] == 1 && is_letter(own[end])) end++;
        if (end - at > size) {
            name = other_name(lexicon, own + at, end - at);
        } else {
            name = word_at(&lexicon->trie, room->found[(size - 1) * room->longest + at])->name;
            if (name == 0 && size == 1) name = ENTRY(lexicon->marks, lexicon->last_mark, own[at]);
        }
        room->words[number] = (int32_t)(name & SYMBOLS);
        FETCH(token_at(&scorer->pairs.trie, room->words[number]));
        held |= name >> SYMBOL_BITS;
        number++;
        at = end;
    }
    *classes |= held;
    return number;
}

static void score_words(const Scorer *scorer, const uint32_t *own, int64_t count, const Room *room, double *total, int64_t *classes)
{
    const Lexicon *lexicon = &scorer->lexicon;
    const Trie *pairs = &scorer->pairs.trie;
    for (int64_t i = 0; i < count; i++) {
        room->symbols[i] = ENTRY(lexicon->symbols, lexicon->last_symbol, own[i]);
        *classes |= ENTRY(lexicon->bits, lexicon->last_bit, own[i]);
    }
    find_words(&lexicon->trie, count, room);
    int32_t *lengths = room->places;
    cut_words(lexicon, own, count, room, lengths);
    int64_t words = name_words(scorer, own, count, lengths, room, classes);
    int64_t number = count_tokens(pairs, room->words, words, room->held, 0);
    if (pairs->depth && words > 1) {
        look_up(pairs, 0, room->words, room->words + 1, words - 1, room->keys, room->nodes);
        for (int64_t i = 0; i < words - 1; i++) room->nodes[i] = token_at(pairs, room->nodes[i])->key == room->keys[i] ? room->nodes[i] : 0;
        number = count_tokens(pairs, room->nodes, words - 1, room->held, number);
    }
    add(&scorer->pairs, scorer, room->held, number, room->factors, total);
}

int score(const Scorer *scorer, const uint32_t *codes, const int64_t *bounds, int64_t n, double *total, int64_t *classes)
{
    int64_t longest = 1, levels = scorer->lexicon.trie.depth + 1, tokens = scorer->characters.trie.depth + 2;
    for (int64_t i = 0; i < n; i++) longest = bounds[i + 1] - bounds[i] > longest ? bounds[i + 1] - bounds[i] : longest;
    size_t wide = sizeof(double) * (size_t)longest, narrow = sizeof(int32_t) * (size_t)longest;
    size_t wides = (size_t)(levels + tokens + 2), narrows = (size_t)(levels + tokens + 5);
    char *room = malloc(wide * wides + sizeof(double) + narrow * narrows + sizeof(int32_t));
    if (room == NULL) return 0;
    Room given = {.longest = longest};
    given.worth = (double *)room;
    given.factors = given.worth + levels * longest;
    given.keys = (int64_t *)(given.factors + tokens * longest);
    given.route = (double *)(given.keys + longest);
    given.found = (int32_t *)(given.route + longest + 1);
    given.symbols = given.found + levels * longest;
    given.places = given.symbols + longest;
    given.nodes = given.places + longest;
    given.reach = given.nodes + longest;
    given.words = given.reach + longest;
    given.held = given.words + longest;
    for (int64_t i = 0; i < n; i++) {
        const uint32_t *own = codes + bounds[i];
        int64_t count = bounds[i + 1] - bounds[i];
        score_characters(scorer, own, count, &given, total + i * scorer->labels);
        score_words(scorer, own, count, &given, total + i * scorer->labels, classes + i);
    }
    free(room);
    return 1;
}
