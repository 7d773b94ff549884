#include "headings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "normalising.h"

static int make_room(HeadingWords *found, int64_t more)
{
    if (found->count + more <= found->room) return 1;
    found->room = 2 * (found->count + more);
    HeadingWord *words = realloc(found->words, (size_t)found->room * sizeof(HeadingWord));
    if (words != NULL) found->words = words;
    return words != NULL;
}

int add_heading(const Scorer *scorer, const Characters *characters, const uint32_t *codes, int64_t count, HeadingWords *found)
{
    const WordTable *known = &scorer->headings.known;
    uint32_t *written = malloc((size_t)(count + 2 + BEYOND) * sizeof(uint32_t));
    int64_t *ends = malloc((size_t)(count + 1) * sizeof(int64_t));
    int64_t number = -1;
    if (written != NULL && ends != NULL && make_room(found, count)) {
        uint32_t kinds;
        int64_t length = normalise(characters, codes, count, written, &kinds) - 2;
        number = words_of(scorer, written + 1, length, ends);
        for (int64_t i = 0, begin = 0; i < number; begin = ends[i++]) {
            int64_t entry = entry_of(known, written + 1 + begin, ends[i] - begin);
            if (entry >= 0) found->words[found->count++] = scorer->headings.words[entry];
        }
    }
    free(written);
    free(ends);
    found->ends[found->headings++] = found->count;
    return number >= 0;
}

/* Adds what the tokens of a path add, counted first with `adds` 0; each counts where it is met for the first time. */
static void add_token(const Scorer *scorer, int64_t number, int adds, int32_t *times, double *sums)
{
    const double *row = scorer->headings.rows.rows + number * (scorer->labels + 1);
    if (!adds) {
        times[number] += number != 0;
    } else if (times[number]) {
        const double whole = 1 + log(times[number]);
        for (int64_t k = 0; k < scorer->labels; k++) sums[k] += whole * row[k];
        sums[scorer->labels] += whole * whole * row[scorer->labels];
        times[number] = 0;
    }
}

void score_path(const Scorer *scorer, const HeadingWords *words, const HeadingPath *path, int32_t *times, double *sums, double *found)
{
    for (int adds = 0; adds < 2; adds++) {
        for (int64_t i = 0; i < path->depth; i++) {
            int64_t heading = path->headings[i];
            for (int64_t j = heading ? words->ends[heading - 1] : 0; j < words->ends[heading]; j++) {
                add_token(scorer, words->words[j].any, adds, times, sums);
                if (!i) add_token(scorer, words->words[j].outermost, adds, times, sums);
            }
        }
        for (int64_t i = 0; i < path->more; i++) add_token(scorer, path->tokens[i], adds, times, sums);
    }
    const double length = sums[scorer->labels] == 0 ? 1 : sqrt(sums[scorer->labels]);
    for (int64_t k = 0; k < scorer->labels; k++) found[k] = sums[k] * (scorer->headings.rows.scale / length);
    memset(sums, 0, (size_t)(scorer->labels + 1) * sizeof(double));
}
