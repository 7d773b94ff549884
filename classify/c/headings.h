/* Decision values of headings: their words, those of the outermost once more on their own, and tokens that are given. */
#ifndef CLASSIFY_HEADINGS_H
#define CLASSIFY_HEADINGS_H

#include "characters.h"
#include "scoring.h"

typedef struct { /* the words of several headings, one after another, and where those of each end */
    HeadingWord *words;
    int64_t *ends;
    int64_t count, room, headings;
} HeadingWords;

/* Adds the words of a heading; 0 without memory. There is room for its end. */
int add_heading(const Scorer *scorer, const Characters *characters, const uint32_t *codes, int64_t count, HeadingWords *found);

typedef struct { /* a path: numbers of headings, and of tokens besides their words */
    const int64_t *headings, *tokens;
    int64_t depth, more;
} HeadingPath;

/* Writes the decision values (labels) of a path. `times` (as many as rows) and `sums` (labels + 1) are 0, and 0 again afterwards. */
void score_path(const Scorer *scorer, const HeadingWords *words, const HeadingPath *path, int32_t *times, double *sums, double *found);

#endif
