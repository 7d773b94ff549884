/* Physical lines of a text, and how they look to classify/lines.py. */
#ifndef CLASSIFY_LINES_H
#define CLASSIFY_LINES_H

#include "characters.h"

enum { /* looks of a line */
    OPEN = 1,     /* may be furniture of a page, by how it begins or by what it holds */
    ENDLESS = 2,  /* does not end like a sentence or heading */
    NUMBERED = 4, /* ends like an entry of a table of contents */
    REPEATED = 8, /* short, and as others are, as far as a hash tells */
    CONTENTS = 16, /* may be the title of a table of contents */
    TITLE = 32     /* may be the title of a report: short, no sentence, and without a list marker */
};

typedef struct { /* begin and end without blanks; characters and columns with those before it; looks */
    int64_t start, end, length, columns;
    int looks;
} PhysicalLine;

typedef struct {
    PhysicalLine *lines;
    int64_t count, room;
    int broken;  /* whether a line begins or ends as no writer begins or ends one */
    int wrapped; /* whether the text may be wrapped at a fixed width */
} PhysicalLines;

/* Finds the lines of a text that hold more than blanks; 0 without memory. `cuts` are places besides line breaks where lines end, in order. */
int find_lines(const Characters *characters, const uint32_t *codes, int64_t count, const int64_t *cuts, int64_t cut_count, PhysicalLines *found);

#endif
