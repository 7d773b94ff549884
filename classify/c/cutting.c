#include "cutting.h"

#include <stdlib.h>

#define KIND(code) kind_of(characters, code)

typedef struct {
    int64_t opened, closed;
} Quote;

typedef struct { /* a run of text within which sentences are looked for; beyond it there is a line break */
    const Characters *characters;
    const uint32_t *codes;
    int64_t low, high;
    Quote *quotes;
    int64_t quoted;
} Run;

static uint32_t code_at(const Run *run, int64_t at) { return at >= run->low && at < run->high ? run->codes[at] : '\n'; }

static int is_one_of(uint32_t code, const uint32_t *marks)
{
    while (*marks && *marks != code) marks++;
    return *marks != 0;
}

/* Where a quotation, title or bracket that opens here ends; 0 where none does. */
static int64_t closed_at(const Run *run, int64_t at)
{
    static const struct {
        uint32_t opening[3], closing[3];
        int64_t most; /* characters within */
    } marks[] = {
        {{0x201C}, {0x201D}, 200},           /* “” */
        {{0x300C}, {0x300D}, 200},           /* 「」 */
        {{0x300A}, {0x300B}, 80},            /* 《》 */
        {{0xFF08, '('}, {0xFF09, ')'}, 150}, /* （） () */
    };
    uint32_t code = run->codes[at];
    for (int kind = 0; kind < 4; kind++) {
        if (!is_one_of(code, marks[kind].opening)) continue;
        int64_t last = at + 1 + marks[kind].most;
        for (int64_t i = at + 1; i < run->high && i <= last; i++) {
            if (is_one_of(run->codes[i], marks[kind].closing)) return i + 1;
            if (is_one_of(run->codes[i], marks[kind].opening)) return 0;
        }
    }
    return 0;
}

static void find_quotes(Run *run)
{
    const Characters *characters = run->characters;
    run->quoted = 0;
    for (int64_t at = run->low; at < run->high;) {
        int64_t closed = KIND(run->codes[at]) & QUOTES ? closed_at(run, at) : 0;
        if (closed) run->quotes[run->quoted++] = (Quote){at, closed};
        at = closed ? closed : at + 1;
    }
}

/* Whether a quotation reaches into a line from outside it. */
static int is_crossed(const Run *run, const Line *lines)
{
    for (int64_t i = 0, line = 0; i < run->quoted; i++) {
        while (lines[line].end <= run->quotes[i].opened) line++;
        if (run->quotes[i].closed > (lines[line].start <= run->quotes[i].opened ? lines[line].end : lines[line].start)) return 1;
    }
    return 0;
}

static int is_stop(const Run *run, int64_t at)
{
    const Characters *characters = run->characters;
    uint32_t code = code_at(run, at), before, behind;
    uint32_t kind = KIND(code);
    if (kind & STOP) return 1;
    if (!(kind & MAY_STOP)) return 0;
    before = code_at(run, at - 1);
    behind = code_at(run, at + 1);
    if (code == ';') return behind != '#' && behind != '&' && !(KIND(behind) & LATIN);
    if (!(KIND(before) & HAN) && before != 0xFF09 && before != ')' && before != 0x201D) return 0;
    return (KIND(behind) & (BLANK | HAN)) != 0;
}

/* Where a mark that may end a sentence ends, with the marks that follow it; 0 where it ends none. */
static int64_t stop_at(const Run *run, int64_t at)
{
    const Characters *characters = run->characters;
    if (!is_stop(run, at)) return 0;
    while (is_stop(run, at)) at++;
    while (KIND(code_at(run, at)) & FOLLOWS) {
        if (code_at(run, at) != '*')
            at++;
        else if (code_at(run, at + 1) == '*' && (KIND(code_at(run, at + 2)) & BLANK))
            at += 2;
        else
            break;
    }
    return at;
}

static const uint32_t SEMICOLONS[] = {0xFF1B, ';', 0};
static const uint32_t GOES_ON[] = {0xFF0C, ',', 0x3001, 0xFF1B, ';', 0xFF1A, ':', 0x7684, 0x7B49, 0x548C, 0x4E0E, 0x53CA, 0}; /* ，,、；;：:的等和与及 */

/* Whether a stop does not end the sentence, being in a quotation, title or bracket after which it goes on. */
static int is_held(const Run *run, const Quote *quote, int64_t begin, int64_t stop)
{
    if (quote->opened >= begin) return 0;
    if (stop < quote->closed || is_one_of(run->codes[begin], SEMICOLONS) || run->codes[quote->opened] == 0x300A) return 1;
    return is_one_of(code_at(run, stop), GOES_ON);
}

static int add_piece(Pieces *pieces, int64_t start, int64_t end, int64_t line)
{
    if (pieces->count == pieces->room) {
        pieces->room = 2 * pieces->room + 64;
        Piece *more = realloc(pieces->pieces, (size_t)pieces->room * sizeof(Piece));
        if (more == NULL) return 0;
        pieces->pieces = more;
    }
    pieces->pieces[pieces->count++] = (Piece){start, end, line};
    return 1;
}

/* Cuts the lines from `first` up to `last`, which lie in a run whose quotations are found. */
static int cut_run(const Run *run, const Line *lines, int64_t first, int64_t last, Pieces *pieces)
{
    const Characters *characters = run->characters;
    int64_t line = first, start = lines[first].start, passed = 0, stop = 0;
    for (int64_t at = run->low; at < run->high; at++) {
        uint32_t kind = KIND(run->codes[at]);
        if (!(kind & (STOP | MAY_STOP))) continue;
        int plain = (kind & STOP) && !(KIND(code_at(run, at + 1)) & (STOP | MAY_STOP | FOLLOWS));
        int64_t end = plain ? at + 1 : stop_at(run, at);
        if (!end || end == stop) continue; /* a mark that follows another ends where that one does */
        stop = end;
        while (passed < run->quoted && run->quotes[passed].closed < stop) passed++;
        if (passed < run->quoted && is_held(run, &run->quotes[passed], at, stop)) continue;
        for (; line < last && lines[line].end <= stop; line++) {
            if (!add_piece(pieces, start, lines[line].end, line)) return 0;
            if (line + 1 < last) start = lines[line + 1].start;
        }
        if (line == last) break;
        if (stop > lines[line].start && !lines[line].structure) {
            if (!add_piece(pieces, start, stop, line)) return 0;
            start = stop;
        }
    }
    for (; line < last; line++) {
        if (!add_piece(pieces, start, lines[line].end, line)) return 0;
        if (line + 1 < last) start = lines[line + 1].start;
    }
    return 1;
}

int cut(const Characters *characters, const uint32_t *codes, const Line *lines, int64_t count, Pieces *pieces)
{
    if (!count) return 1;
    Run run = {characters, codes, lines[0].start, lines[count - 1].end, NULL, 0};
    run.quotes = malloc((size_t)((run.high - run.low) / 2 + 1) * sizeof(Quote));
    if (run.quotes == NULL) return 0;
    int done = 1, apart = 0;
    find_quotes(&run);
    for (int64_t at = run.low; count > 1 && at < run.high && !apart; at++) apart = codes[at] == '<'; /* at tags lines end without a break */
    if (apart || (count > 1 && is_crossed(&run, lines))) {
        for (int64_t i = 0; done && i < count; i++) {
            run.low = lines[i].start;
            run.high = lines[i].end;
            find_quotes(&run);
            done = cut_run(&run, lines, i, i + 1, pieces);
        }
    } else {
        done = cut_run(&run, lines, 0, count, pieces);
    }
    free(run.quotes);
    return done;
}
