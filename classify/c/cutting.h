/* Pieces of reports, cut as classify/pieces.py does it: the sentences in their lines. */
#ifndef CLASSIFY_CUTTING_H
#define CLASSIFY_CUTTING_H

#include "characters.h"

typedef struct { /* begin and end; whether the line is structure, which is not cut */
    int64_t start, end;
    int structure;
} Line;

typedef struct {
    int64_t start, end, line;
} Piece;

typedef struct {
    Piece *pieces;
    int64_t count, room;
} Pieces;

/* Cuts the lines of a text into pieces, which are added to `pieces`; 0 without memory. Lines are in order and not empty. */
int cut(const Characters *characters, const uint32_t *codes, const Line *lines, int64_t count, Pieces *pieces);

#endif
