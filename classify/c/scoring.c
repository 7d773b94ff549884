#include "scoring.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define DENSE 4 /* characters; longer words are few, and are looked at only where there is one */

typedef struct { /* to work in, for a sentence of `longest` characters; per level of the dictionary's trie where it says so */
    int32_t *characters, *symbols, *reach; /* symbols among characters and in the dictionary, how far the longest word reaches */
    int32_t *nodes, *words, *steps, *held_tokens;
    int32_t *places, *every; /* where words may begin: some places, and all from 0 on */
    const int32_t *from;     /* one of both */
    int32_t *found; /* by level */
    double *worth;  /* by level */
    double *route, *factors;
    int64_t *keys, *word_keys;
    int64_t *classes;    /* by class, and one */
    const double **rows; /* of a place, or of classes and their pairs */
    int64_t longest, count, number, held; /* characters of the sentence, n-grams held, classes of characters */
    int64_t size, alive; /* characters of the words that are looked for, places where they may begin */
} Room;

static inline Token *token_at(const Trie *trie, int64_t node) { return (Token *)row_at(trie, node); }

static inline const Code *code_at(const Scorer *scorer, uint32_t code)
{
    return scorer->codes + (code < scorer->last_code ? (int64_t)code : scorer->last_code);
}

static inline const Word *word_at(const Trie *trie, int64_t node) { return (const Word *)row_at(trie, node); }

/* The nodes that are alive, one after another behind those that are held already; how many are held then. */
static int64_t hold(const int32_t *nodes, int64_t count, int32_t *held, int64_t number)
{
    for (int64_t i = 0; i < count; i++) {
        held[number] = nodes[i];
        number += nodes[i] != 0;
    }
    return number;
}

/* The keys of edges from nodes by symbols, and the places where they must be, which are on their way from memory. */
static void look_up(const Trie *trie, int64_t depth, const int32_t *nodes, const int32_t *symbols, int64_t count, int64_t *keys, int32_t *places)
{
    const Level level = trie->levels[depth];
    const int32_t *moves = trie->moves + level.moves;
    const Trie own = *trie;
    for (int64_t i = 0; i < count; i++) {
        int64_t key = (int64_t)nodes[i] << SYMBOL_BITS | symbols[i];
        int32_t place = place_of(&level, moves, key);
        FETCH(row_at(&own, place));
        keys[i] = key;
        places[i] = place;
    }
}

/* Holds the places where their keys stand; those of others become dead. */
static int64_t hold_found(const Trie *trie, const int64_t *keys, int32_t *places, int64_t count, int32_t *held, int64_t number)
{
    const Trie own = *trie;
    for (int64_t i = 0; i < count; i++) {
        int there = *(const int64_t *)row_at(&own, places[i]) == keys[i];
        places[i] &= -there;
        held[number] = places[i];
        number += there;
    }
    return number;
}

/* Which of two it is cannot be foreseen, so that a jump would cost more than both. */
static inline int32_t chosen(int so, int32_t one, int32_t other) { return (one & -so) | (other & (so - 1)); }

static inline double larger(double one, double other) { return one > other ? one : other; }

/* Four sums, in registers. */
#ifdef __SSE2__
static inline double if_so(int so, double value)
{
    return _mm_cvtsd_f64(_mm_and_pd(_mm_set_sd(value), _mm_castsi128_pd(_mm_set1_epi32(-(so != 0)))));
}

typedef struct {
    __m128d low, high;
} Sums;

static inline Sums no_sums(void) { return (Sums){_mm_setzero_pd(), _mm_setzero_pd()}; }

static inline void add_weights(Sums *sums, const float *weights, double factor)
{
    __m128 four = _mm_loadu_ps(weights);
    __m128d by = _mm_set1_pd(factor);
    sums->low = _mm_add_pd(sums->low, _mm_mul_pd(_mm_cvtps_pd(four), by));
    sums->high = _mm_add_pd(sums->high, _mm_mul_pd(_mm_cvtps_pd(_mm_movehl_ps(four, four)), by));
}
#else
static inline double if_so(int so, double value) { return so ? value : 0; }

typedef struct {
    double low[2], high[2];
} Sums;

static inline Sums no_sums(void) { return (Sums){{0, 0}, {0, 0}}; }

static inline void add_weights(Sums *sums, const float *weights, double factor)
{
    for (int k = 0; k < 2; k++) {
        sums->low[k] += weights[k] * factor;
        sums->high[k] += weights[k + 2] * factor;
    }
}
#endif

/* How often the token counts that is held here for the first time; where it is met again, it counts no more. */
static inline double factor_of(const Scorer *scorer, Token *token)
{
    int32_t count = token->count;
    token->count = 0;
    return token->idf * (count < scorer->most ? scorer->times[count] : 1 + log(count));
}

/* Adds what the held tokens of one sentence weigh to its total (labels). */
static void add(const Block *block, const Scorer *scorer, const int32_t *held, int64_t number, double *factors, double *total)
{
    const Trie own = block->trie;
    Sums sums = no_sums(), others = no_sums(); /* in two rows, since each addition is waited for */
    double square = 0, other_square = 0;
    int64_t i = 0;
    for (int64_t j = 0; j < number; j++) token_at(&own, held[j])->count++;
    for (; i + 1 < number; i += 2) {
        Token *token = token_at(&own, held[i]), *other = token_at(&own, held[i + 1]);
        double factor = factor_of(scorer, token), other_factor = factor_of(scorer, other);
        factors[i] = factor;
        factors[i + 1] = other_factor;
        square += factor * factor;
        other_square += other_factor * other_factor;
        add_weights(&sums, token->weights, factor);
        add_weights(&others, other->weights, other_factor);
    }
    if (i < number) {
        Token *token = token_at(&own, held[i]);
        factors[i] = factor_of(scorer, token);
        square += factors[i] * factors[i];
        add_weights(&sums, token->weights, factors[i]);
    }
    square += other_square;
    if (square == 0) return;
    const double length = block->scale / sqrt(square);
    for (int64_t base = 0; base < scorer->labels; base += FOUR) {
        if (base) {
            sums = others = no_sums();
            for (i = 0; i < number; i++) add_weights(&sums, token_at(&own, held[i])->weights + base, factors[i]);
        }
        double four[FOUR], more[FOUR];
        memcpy(four, &sums, sizeof(four));
        memcpy(more, &others, sizeof(more));
        for (int64_t k = 0; k < FOUR && base + k < scorer->labels; k++) total[base + k] += (four[k] + more[k]) * length;
    }
}

/* Begins with a sentence: its symbols, and where pairs of characters must be, among n-grams and in the dictionary. */
static void begin(const Scorer *scorer, const uint32_t *own, int64_t count, Room *room)
{
    const Trie *trie = &scorer->characters.trie, *words = &scorer->lexicon.trie;
    room->count = count;
    room->held = 0;
    for (int64_t i = 0; i < count; i++) {
        const Code *code = code_at(scorer, own[i]);
        room->characters[i] = code->character_symbol;
        room->symbols[i] = code->word_symbol;
        room->reach[i] = code->joined;
        room->held |= code->classes;
        room->nodes[i] = trie->first[code->character_symbol];
        room->found[i] = words->first[code->word_symbol];
    }
    for (int size = 2; size <= DENSE; size++)
        for (int64_t i = 0; i < count; i++) room->worth[(size - 1) * room->longest + i] = -INFINITY;
    room->number = hold(room->nodes, count, room->held_tokens, 0);
    room->size = 2;
    room->from = room->every;
    room->alive = words->depth && count > 1 ? count - 1 : 0;
    if (trie->depth && count > 1) look_up(trie, 0, room->nodes, room->characters + 1, count - 1, room->keys, room->nodes);
    if (room->alive) look_up(words, 0, room->found, room->symbols + 1, count - 1, room->word_keys, room->steps);
}

/* Holds the n-grams of so many characters, which are looked for, and looks for those that are longer by one. */
static void lengthen(const Trie *trie, int64_t size, Room *room)
{
    if (size > trie->depth + 1 || size > room->count) return;
    int64_t width = room->count - size + 1;
    room->number = hold_found(trie, room->keys, room->nodes, width, room->held_tokens, room->number);
    if (size <= trie->depth && width > 1) look_up(trie, size - 1, room->nodes, room->characters + size, width - 1, room->keys, room->nodes);
}

/* Finds the words and prefixes that are looked for, by their first characters: their nodes, what they are worth, how far the longest
   reaches; and looks for those that are longer by one. */
static void find_words(const Trie *trie, Room *room)
{
    const Trie own = *trie;
    const int64_t size = room->size;
    const int32_t *from = room->from;
    int32_t *places = room->places, *nodes = room->steps, *found = room->found + (size - 1) * room->longest;
    int64_t *keys = room->word_keys, number = 0;
    double *worth = room->worth + (size - 1) * room->longest;
    if (!room->alive) return;
    for (int64_t i = 0; i < room->alive; i++) {
        int32_t at = from[i];
        int there = word_at(&own, nodes[i])->key == keys[i];
        int32_t node = nodes[i] & -there;
        found[at] = node;
        worth[at] = word_at(&own, node)->worth;
        room->reach[at] += there;
        places[number] = at;
        number += there;
    }
    room->alive = 0;
    room->size = size + 1;
    room->from = places;
    if (size > trie->depth || !number) return;
    const Level level = trie->levels[size - 1];
    const int32_t *moves = trie->moves + level.moves, *symbols = room->symbols + size;
    number -= places[number - 1] + size >= room->count;
    for (int64_t i = 0; i < number; i++) {
        int64_t key = (int64_t)found[places[i]] << SYMBOL_BITS | symbols[places[i]];
        keys[i] = key;
        nodes[i] = place_of(&level, moves, key);
        FETCH(row_at(&own, nodes[i]));
    }
    room->alive = number;
}

/* The length of the best word from each character of a sentence on, by dynamic programming from its end; of equals, the longest. */
static void cut_words(const Lexicon *lexicon, const Room *room, int32_t *lengths)
{
    const int64_t longest = room->longest, count = room->count;
    const double *two = room->worth + longest, *three = two + longest, *four = three + longest;
    double *route = room->route;
    double one = 0, other = 0, third = 0, fourth = 0; /* the routes from the next characters on, in registers, since each is waited for */
    for (int i = 0; i < DENSE; i++) route[count + i] = 0;
    for (int64_t at = count - 1; at >= 0; at--) {
        double best = two[at] + other, value = three[at] + third;
        int32_t length = 2, reach = room->reach[at];
        length = chosen(value >= best, 3, length);
        best = larger(value, best);
        value = four[at] + fourth;
        length = chosen(value >= best, 4, length);
        best = larger(value, best);
        for (int32_t size = DENSE + 1; size <= reach; size++) {
            value = room->worth[(size - 1) * longest + at] + route[at + size];
            length = chosen(value >= best, size, length);
            best = larger(value, best);
        }
        value = lexicon->single[room->symbols[at]] + one;
        lengths[at] = chosen(value > best, 1, length);
        best = if_so(reach, larger(value, best)); /* a character that words do not hold stands alone */
        route[at] = best;
        fourth = third;
        third = other;
        other = one;
        one = best;
    }
}

static int is_letter(uint32_t code)
{
    return code < 128 && ((code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z') || (code >= 'a' && code <= 'z'));
}

/* Where the word at a place ends, letters and digits that stand alone put together. */
static int64_t word_end(const uint32_t *codes, int64_t count, const int32_t *lengths, int64_t at)
{
    int64_t end = at + lengths[at];
    if (is_letter(codes[at]) && lengths[at] == 1)
        while (end < count && lengths[end] == 1 && is_letter(codes[end])) end++;
    return end;
}

int64_t entry_of(const WordTable *table, const uint32_t *codes, int64_t count)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325); /* Fowler, Noll and Vo */
    for (int64_t i = 0; i < count; i++) hash = (hash ^ codes[i]) * UINT64_C(0x100000001B3);
    for (int64_t at = (int64_t)(hash >> 1) & table->mask; table->slots[at] >= 0; at = (at + 1) & table->mask) {
        int64_t entry = table->slots[at], begin = table->bounds[entry];
        int same = table->bounds[entry + 1] - begin == count;
        for (int64_t i = 0; same && i < count; i++) same = table->codes[begin + i] == (int64_t)codes[i];
        if (same) return entry;
    }
    return -1;
}

/* The name of a word that is not in the dictionary, 0 where it is not known. */
static int64_t other_name(const Lexicon *lexicon, const uint32_t *codes, int64_t count)
{
    int64_t other = entry_of(&lexicon->others, codes, count);
    return other < 0 ? 0 : lexicon->other_names[other];
}

/* The symbols of the words of a sentence, and their classes; how many. */
static int64_t name_words(const Scorer *scorer, const uint32_t *own, const int32_t *lengths, const Room *room, int64_t *classes)
{
    const Lexicon *lexicon = &scorer->lexicon;
    int64_t number = 0, held = 0;
    for (int64_t at = 0; at < room->count;) {
        int64_t size = lengths[at], end = word_end(own, room->count, lengths, at), name;
        if (end - at > size) {
            name = other_name(lexicon, own + at, end - at);
        } else {
            name = word_at(&lexicon->trie, room->found[(size - 1) * room->longest + at])->name;
            name |= code_at(scorer, own[at])->name & -(int64_t)(size == 1); /* only one of both is known */
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

/* Adds what some rows say of a sentence: each label's column is added up in a register. */
static void add_rows(const Rows *block, const double *const *rows, int64_t number, int64_t labels, double *total)
{
    double square = 0;
    for (int64_t i = 0; i < number; i++) square += rows[i][labels];
    if (square == 0) return;
    const double length = block->scale / sqrt(square);
    for (int64_t k = 0; k < labels; k++) {
        double sum = 0;
        for (int64_t i = 0; i < number; i++) sum += rows[i][k];
        total[k] += sum * length;
    }
}

static void score_place(const Scorer *scorer, int64_t place, const Room *room, double *total)
{
    const Places *places = &scorer->places;
    const int64_t width = scorer->labels + 1, last = place & places->last_code;
    int64_t number = 0;
    for (const Part *part = places->parts; part < places->parts + places->count; part++)
        if (!part->gate || (place & part->gate)) room->rows[number++] = places->rows.rows + (part->first + (place >> part->shift & part->mask)) * width;
    room->rows[number++] = places->rows.rows + code_at(scorer, last > UINT32_MAX ? UINT32_MAX : (uint32_t)last)->end * width;
    add_rows(&places->rows, room->rows, number, scorer->labels, total);
}

static void score_morphology(const Scorer *scorer, int64_t held, int64_t section, const Room *room, double *total)
{
    const Morphology *morphology = &scorer->morphology;
    const int64_t width = scorer->labels + 1, classes = morphology->classes;
    const double *own = morphology->rows.rows + section * classes * width, *none = morphology->rows.rows + morphology->sections * classes * width;
    const double *pairs = none + morphology->sections * width;
    int64_t number = 0, count = 0;
    int64_t *found = room->classes;
    for (int64_t one = 0; one < classes; one++) {
        found[count] = one;
        count += held >> one & 1;
    }
    if (!count) room->rows[number++] = none + section * width;
    for (int64_t i = 0; i < count; i++) {
        room->rows[number++] = own + found[i] * width;
        for (int64_t j = i + 1; j < count; j++) room->rows[number++] = pairs + (found[i] * classes + found[j]) * width;
    }
    add_rows(&morphology->rows, room->rows, number, scorer->labels, total);
}

/* Goes on with a sentence: longer n-grams and words. */
static void go_on(const Scorer *scorer, Room *room)
{
    lengthen(&scorer->characters.trie, 2, room);
    find_words(&scorer->lexicon.trie, room);
}

/* Ends with a sentence: adds the decision values of all that is in its words and characters, and of its place if it is known. */
static void finish(const Scorer *scorer, const Sentences *sentences, int64_t i, Room *room, double *total)
{
    const Trie *pairs = &scorer->pairs.trie;
    const uint32_t *own = sentences->codes + sentences->bounds[i];
    int32_t *lengths = room->nodes;
    int64_t classes = room->held;
    find_words(&scorer->lexicon.trie, room);
    for (int64_t size = 3; size <= scorer->characters.trie.depth + 1; size++) lengthen(&scorer->characters.trie, size, room);
    add(&scorer->characters, scorer, room->held_tokens, room->number, room->factors, total);
    while (room->alive) find_words(&scorer->lexicon.trie, room);
    cut_words(&scorer->lexicon, room, lengths);
    int64_t words = name_words(scorer, own, lengths, room, &classes);
    int64_t number = hold(room->words, words, room->held_tokens, 0);
    if (pairs->depth && words > 1) look_up(pairs, 0, room->words, room->words + 1, words - 1, room->keys, room->steps);
    score_morphology(scorer, classes, sentences->sections[i], room, total);
    if (sentences->places != NULL) score_place(scorer, sentences->places[i], room, total);
    if (pairs->depth && words > 1) number = hold_found(pairs, room->keys, room->steps, words - 1, room->held_tokens, number);
    add(&scorer->pairs, scorer, room->held_tokens, number, room->factors, total);
}

/* Room for sentences of up to `longest` characters, in one run of memory that is to be freed as `worth`; 0 without memory. */
static int make_room(const Scorer *scorer, int64_t longest, Room *room)
{
    int64_t levels = scorer->lexicon.trie.depth + 1, tokens = scorer->characters.trie.depth + 2, classes = scorer->morphology.classes;
    if (levels < DENSE) levels = DENSE;
    int64_t rows = classes * (classes + 1) / 2 + scorer->places.count + 1;
    size_t wide = sizeof(double) * (size_t)longest, narrow = sizeof(int32_t) * (size_t)longest;
    size_t wides = (size_t)(levels + tokens + 3), narrows = (size_t)(levels + tokens + 8), more = (size_t)(DENSE + classes + 1);
    room->longest = longest;
    room->worth = malloc(wide * wides + sizeof(double) * more + sizeof(double *) * (size_t)rows + narrow * narrows + sizeof(int32_t));
    if (room->worth == NULL) return 0;
    room->factors = room->worth + levels * longest;
    room->keys = (int64_t *)(room->factors + tokens * longest);
    room->word_keys = room->keys + longest;
    room->route = (double *)(room->word_keys + longest);
    room->classes = (int64_t *)(room->route + longest + DENSE);
    room->rows = (const double **)(room->classes + classes + 1);
    room->found = (int32_t *)(room->rows + rows);
    int32_t **arrays[] = {&room->characters, &room->symbols, &room->reach, &room->nodes, &room->words, &room->places, &room->steps, &room->every, &room->held_tokens};
    int32_t *next = room->found + levels * longest;
    for (size_t i = 0; i < sizeof(arrays) / sizeof(*arrays); i++, next += longest) *arrays[i] = next;
    for (int64_t i = 0; i < longest; i++) room->every[i] = (int32_t)i;
    return 1; /* the last may hold all tokens, and one more is written that does not count */
}

#define STAGES 3 /* a sentence is begun, gone on with and ended: while one waits for what is asked of memory, others are worked at */

int score(const Scorer *scorer, const Sentences *sentences, double *total)
{
    const int64_t *bounds = sentences->bounds, n = sentences->n;
    int64_t longest = 1;
    int done = 1;
    Room rooms[STAGES] = {{0}};
    for (int64_t i = 0; i < n; i++) longest = bounds[i + 1] - bounds[i] > longest ? bounds[i + 1] - bounds[i] : longest;
    for (int i = 0; i < STAGES; i++) done = done && make_room(scorer, longest, &rooms[i]);
    for (int64_t i = 0; done && i < n + STAGES - 1; i++) {
        if (i < n) begin(scorer, sentences->codes + bounds[i], bounds[i + 1] - bounds[i], &rooms[i % STAGES]);
        if (i >= 1 && i - 1 < n) go_on(scorer, &rooms[(i - 1) % STAGES]);
        if (i >= 2) finish(scorer, sentences, i - 2, &rooms[(i - 2) % STAGES], total + (i - 2) * scorer->labels);
    }
    for (int i = 0; i < STAGES; i++) free(rooms[i].worth);
    return done;
}

int64_t words_of(const Scorer *scorer, const uint32_t *codes, int64_t count, int64_t *ends)
{
    int64_t number = 0;
    Room room;
    if (!count) return 0;
    if (!make_room(scorer, count, &room)) return -1;
    begin(scorer, codes, count, &room);
    while (room.alive) find_words(&scorer->lexicon.trie, &room);
    cut_words(&scorer->lexicon, &room, room.nodes);
    for (int64_t at = 0; at < count;) ends[number++] = at = word_end(codes, count, room.nodes, at);
    free(room.worth);
    return number;
}
