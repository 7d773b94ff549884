/* The module classify._kernels: its arguments are checked here, so that nothing beyond them is read or written. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stddef.h>
#include <stdlib.h>

#include "cutting.h"
#include "headings.h"
#include "lines.h"
#include "markers.h"
#include "normalising.h"
#include "scoring.h"

#define TABLES "classify._kernels.tables"
#define MOST_VIEWS 32

typedef struct { /* what scores sentences, and the buffers that it stands in */
    Scorer scorer;
    Py_buffer views[MOST_VIEWS];
    int count;
} Tables;

/* ---- buffers ---- */

static void release(Tables *tables)
{
    while (tables->count) PyBuffer_Release(&tables->views[--tables->count]);
    free(tables);
}

static void release_capsule(PyObject *capsule) { release(PyCapsule_GetPointer(capsule, TABLES)); }

/* The entries of an array that is kept as long as the tables; their number goes into `count`. NULL with an error set. */
static void *kept(Tables *tables, PyObject *array, size_t size, int writable, int64_t *count)
{
    Py_buffer *view = &tables->views[tables->count];
    if (tables->count == MOST_VIEWS) {
        PyErr_SetString(PyExc_ValueError, "too many arrays");
        return NULL;
    }
    if (PyObject_GetBuffer(array, view, writable ? PyBUF_WRITABLE : PyBUF_SIMPLE) < 0) return NULL;
    tables->count++;
    if ((size_t)view->len % size || (uintptr_t)view->buf % (size < 8 ? size : 8)) {
        PyErr_SetString(PyExc_ValueError, "an array has entries of another size");
        return NULL;
    }
    *count = (int64_t)((size_t)view->len / size);
    return view->buf;
}

static int refuse(const char *what)
{
    PyErr_Format(PyExc_ValueError, "the arrays of %s do not fit together", what);
    return 0;
}

/* Whether all numbers are at least 0 and below a bound. */
static int within(const int32_t *numbers, int64_t count, int64_t bound)
{
    for (int64_t i = 0; i < count; i++)
        if (numbers[i] < 0 || numbers[i] >= bound) return 0;
    return 1;
}

/* Whether numbers rise, and all lie within a length. */
static int are_bounds(const int64_t *bounds, int64_t count, int64_t length)
{
    if (count < 1 || bounds[0] < 0 || bounds[count - 1] > length) return 0;
    for (int64_t i = 1; i < count; i++)
        if (bounds[i] < bounds[i - 1]) return 0;
    return 1;
}

/* Whether all numbers are at least 0 and below a bound. */
static int below(const int64_t *numbers, int64_t count, int64_t bound)
{
    for (int64_t i = 0; i < count; i++)
        if (numbers[i] < 0 || numbers[i] >= bound) return 0;
    return 1;
}

/* ---- characters ---- */

static int read_characters(const Py_buffer views[3], Characters *characters)
{
    *characters = (Characters){views[0].buf, views[1].buf, views[2].buf, views[2].len};
    if (views[0].len == 4 * views[2].len && views[1].len == 4 * views[2].len) return 1;
    return refuse("characters");
}

/* ---- tables ---- */

static int read_trie(Tables *tables, PyObject *given, Trie *trie, int64_t least)
{
    PyObject *levels, *moves, *first, *rows;
    int64_t count, all, bytes;
    if (!PyArg_ParseTuple(given, "OOOO", &levels, &moves, &first, &rows)) return 0;
    if ((trie->levels = kept(tables, levels, sizeof(Level), 0, &trie->depth)) == NULL) return 0;
    if ((trie->moves = kept(tables, moves, sizeof(int32_t), 0, &all)) == NULL) return 0;
    if ((trie->first = kept(tables, first, sizeof(int32_t), 0, &trie->symbols)) == NULL) return 0;
    if ((trie->rows = kept(tables, rows, 1, 1, &bytes)) == NULL) return 0;
    for (trie->bits = 5; 1 << trie->bits < least; trie->bits++) continue;
    trie->nodes = bytes >> trie->bits;
    if (bytes & ((1 << trie->bits) - 1) || trie->nodes > INT32_MAX || !trie->nodes) return refuse("a trie");
    for (int64_t i = 0; i < trie->depth; i++) {
        const Level *level = &trie->levels[i];
        if (level->shift < 1 || level->shift > 63 || level->moves < 0 || level->moves > all) return refuse("a trie");
        count = level->shift < 32 ? -1 : (int64_t)1 << (64 - level->shift);
        if (count < 0 || level->moves + count > all || level->size < 1 || level->start < 0) return refuse("a trie");
        if (level->size > trie->nodes || level->start > trie->nodes - level->size) return refuse("a trie");
    }
    return within(trie->first, trie->symbols, trie->nodes) || refuse("a trie");
}

static int read_block(Tables *tables, PyObject *given, Block *block, int64_t labels)
{
    PyObject *trie;
    int64_t width = (int64_t)sizeof(Token) + (int64_t)sizeof(float) * FOUR * ((labels + FOUR - 1) / FOUR);
    return PyArg_ParseTuple(given, "Od", &trie, &block->scale) && read_trie(tables, trie, &block->trie, width);
}

/* Words in a hash table, from its slots, bounds and code points. */
static int read_words(Tables *tables, PyObject *given, WordTable *words)
{
    PyObject *slots, *bounds, *codes;
    int64_t slot_count, bound_count, code_count, free_slots = 0;
    if (!PyArg_ParseTuple(given, "OOO", &slots, &bounds, &codes)) return 0;
    if ((words->slots = kept(tables, slots, sizeof(int32_t), 0, &slot_count)) == NULL) return 0;
    if ((words->bounds = kept(tables, bounds, sizeof(int64_t), 0, &bound_count)) == NULL) return 0;
    if ((words->codes = kept(tables, codes, sizeof(int64_t), 0, &code_count)) == NULL) return 0;
    words->count = bound_count - 1;
    words->mask = slot_count - 1;
    for (int64_t i = 0; i < slot_count; i++) {
        if (words->slots[i] >= words->count) return refuse("words");
        free_slots += words->slots[i] < 0;
    }
    return (free_slots && !(slot_count & words->mask) && are_bounds(words->bounds, bound_count, code_count)) || refuse("words");
}

static int read_lexicon(Tables *tables, PyObject *given, Lexicon *lexicon)
{
    PyObject *trie, *single, *others, *names;
    int64_t entries, count;
    if (!PyArg_ParseTuple(given, "OOOO", &trie, &single, &others, &names)) return 0;
    if (!read_trie(tables, trie, &lexicon->trie, sizeof(Word)) || !read_words(tables, others, &lexicon->others)) return 0;
    if ((lexicon->single = kept(tables, single, sizeof(double), 0, &entries)) == NULL) return 0;
    if ((lexicon->other_names = kept(tables, names, sizeof(int64_t), 0, &count)) == NULL) return 0;
    return (entries == lexicon->trie.symbols && count == lexicon->others.count) || refuse("words");
}

/* Whether a word has a symbol of which there are tokens, and no classes but those that there are. */
static int is_named(const Scorer *scorer, int64_t name)
{
    return name >= 0 && (name & SYMBOLS) < scorer->pairs.trie.nodes && !(name >> SYMBOL_BITS >> scorer->morphology.classes);
}

static int are_named(const Scorer *scorer)
{
    const Lexicon *lexicon = &scorer->lexicon;
    for (int64_t i = 0; i < lexicon->trie.nodes; i++)
        if (!is_named(scorer, ((const Word *)row_at(&lexicon->trie, i))->name)) return 0;
    for (int64_t i = 0; i <= scorer->last_code; i++)
        if (!is_named(scorer, scorer->codes[i].name) || !is_named(scorer, scorer->codes[i].classes << SYMBOL_BITS)) return 0;
    for (int64_t i = 0; i < lexicon->others.count; i++)
        if (!is_named(scorer, lexicon->other_names[i])) return 0;
    return 1;
}

/* What is known of code points, with symbols that both tries have. */
static int read_codes(Tables *tables, PyObject *given, Scorer *scorer)
{
    if ((scorer->codes = kept(tables, given, sizeof(Code), 0, &scorer->last_code)) == NULL) return 0;
    if (!scorer->last_code--) return refuse("characters");
    for (int64_t i = 0; i <= scorer->last_code; i++) {
        const Code *code = &scorer->codes[i];
        if (code->word_symbol < 0 || code->word_symbol >= scorer->lexicon.trie.symbols) return refuse("words");
        if (code->character_symbol < 0 || code->character_symbol >= scorer->characters.trie.symbols) return refuse("characters");
        if (code->joined != 0 && code->joined != 1) return refuse("characters");
        if (code->end < 0 || code->end >= scorer->places.rows.count) return refuse("places");
    }
    return 1;
}

static int read_rows(Tables *tables, PyObject *given, Rows *rows, int64_t labels)
{
    int64_t count;
    if ((rows->rows = kept(tables, given, sizeof(double), 0, &count)) == NULL) return 0;
    rows->count = count / (labels + 1);
    return count % (labels + 1) == 0 || refuse("a block");
}

static int read_places(Tables *tables, PyObject *given, Places *places, int64_t labels)
{
    PyObject *rows, *parts;
    long long last_code;
    if (!PyArg_ParseTuple(given, "OOLd", &rows, &parts, &last_code, &places->rows.scale)) return 0;
    if (!read_rows(tables, rows, &places->rows, labels)) return 0;
    if ((places->parts = kept(tables, parts, sizeof(Part), 0, &places->count)) == NULL) return 0;
    places->last_code = last_code;
    if (last_code < 0) return refuse("places");
    for (const Part *part = places->parts; part < places->parts + places->count; part++) {
        if (part->shift < 0 || part->shift > 63 || part->mask < 0 || part->first < 0) return refuse("places");
        if (part->mask >= places->rows.count || part->first >= places->rows.count - part->mask) return refuse("places");
    }
    return 1;
}

static int read_morphology(Tables *tables, PyObject *given, Morphology *morphology, int64_t labels)
{
    PyObject *rows;
    long long classes, sections;
    if (!PyArg_ParseTuple(given, "OLLd", &rows, &classes, &sections, &morphology->rows.scale)) return 0;
    if (!read_rows(tables, rows, &morphology->rows, labels)) return 0;
    morphology->classes = classes;
    morphology->sections = sections;
    if (classes < 0 || classes > 63 - SYMBOL_BITS || sections < 1 || sections > INT32_MAX) return refuse("classes of words");
    return morphology->rows.count == (sections + classes) * classes + sections || refuse("classes of words");
}

static int read_headings(Tables *tables, PyObject *given, Headings *headings, int64_t labels)
{
    PyObject *rows, *known, *words;
    int64_t count;
    if (!PyArg_ParseTuple(given, "OOOd", &rows, &known, &words, &headings->rows.scale)) return 0;
    if (!read_rows(tables, rows, &headings->rows, labels) || !read_words(tables, known, &headings->known)) return 0;
    if ((headings->words = kept(tables, words, sizeof(HeadingWord), 0, &count)) == NULL) return 0;
    return (count == headings->known.count && below((const int64_t *)headings->words, 2 * count, headings->rows.count)) || refuse("headings");
}

static PyObject *make_tables(PyObject *self, PyObject *arguments)
{
    PyObject *codes, *characters, *pairs, *lexicon, *times, *places, *morphology, *headings;
    Py_ssize_t labels;
    Tables *tables = calloc(1, sizeof(Tables));
    if (tables == NULL) return PyErr_NoMemory();
    Scorer *scorer = &tables->scorer;
    if (!PyArg_ParseTuple(arguments, "OOOOOOOOn:tables", &codes, &characters, &pairs, &lexicon, &times, &places, &morphology, &headings, &labels)) goto failed;
    scorer->labels = labels;
    if (labels < 1 || labels > 1000000) {
        PyErr_SetString(PyExc_ValueError, "a model has at least one label");
        goto failed;
    }
    if (!read_block(tables, characters, &scorer->characters, labels) || !read_block(tables, pairs, &scorer->pairs, labels)) goto failed;
    if (!read_places(tables, places, &scorer->places, labels) || !read_morphology(tables, morphology, &scorer->morphology, labels)) goto failed;
    if (!read_headings(tables, headings, &scorer->headings, labels)) goto failed;
    if (!read_lexicon(tables, lexicon, &scorer->lexicon) || !read_codes(tables, codes, scorer)) goto failed;
    if ((scorer->times = kept(tables, times, sizeof(double), 0, &scorer->most)) == NULL) goto failed;
    if (!scorer->most) {
        refuse("words");
        goto failed;
    }
    if (!are_named(scorer)) {
        refuse("words");
        goto failed;
    }
    PyObject *capsule = PyCapsule_New(tables, TABLES, release_capsule);
    if (capsule != NULL) return capsule;
failed:
    release(tables);
    return NULL;
}

/* ---- scoring ---- */

static PyObject *do_score(PyObject *self, PyObject *arguments)
{
    PyObject *capsule, *packed, *found = NULL;
    Py_buffer codes, bounds, sections, total, places = {.obj = NULL};
    if (!PyArg_ParseTuple(arguments, "Oy*y*Oy*w*:score", &capsule, &codes, &bounds, &packed, &sections, &total)) return NULL;
    Tables *tables = PyCapsule_GetPointer(capsule, TABLES);
    if (tables != NULL && (packed == Py_None || PyObject_GetBuffer(packed, &places, PyBUF_SIMPLE) == 0)) {
        const Scorer *scorer = &tables->scorer;
        int64_t size = (int64_t)sizeof(int64_t), n = bounds.len / size - 1;
        Sentences sentences = {codes.buf, bounds.buf, packed == Py_None ? NULL : places.buf, sections.buf, n};
        int fits = are_bounds(bounds.buf, n + 1, codes.len / (Py_ssize_t)sizeof(uint32_t)) && total.len == n * scorer->labels * (int64_t)sizeof(double);
        fits = fits && sections.len == n * size && below(sections.buf, n, scorer->morphology.sections);
        fits = fits && (packed == Py_None || places.len == n * size);
        if (!fits)
            PyErr_SetString(PyExc_ValueError, "the arrays of sentences do not fit together");
        else if (!score(scorer, &sentences, total.buf))
            PyErr_NoMemory();
        else
            found = Py_NewRef(Py_None);
    }
    PyBuffer_Release(&codes);
    PyBuffer_Release(&bounds);
    PyBuffer_Release(&sections);
    PyBuffer_Release(&total);
    if (places.obj != NULL) PyBuffer_Release(&places);
    return found;
}

/* The words of a text that is normalised, as a list. */
static PyObject *words_in(const Scorer *scorer, PyObject *text)
{
    Py_ssize_t count = PyUnicode_GetLength(text);
    Py_UCS4 *codes = PyUnicode_AsUCS4Copy(text);
    int64_t *ends = malloc((size_t)(count + 1) * sizeof(int64_t));
    PyObject *found = NULL;
    int64_t number = codes != NULL && ends != NULL ? words_of(scorer, codes, count, ends) : -1;
    if (number >= 0) found = PyList_New(number);
    for (int64_t i = 0; found != NULL && i < number; i++) {
        PyObject *word = PyUnicode_Substring(text, i ? ends[i - 1] : 0, ends[i]);
        if (word == NULL)
            Py_CLEAR(found);
        else
            PyList_SetItem(found, i, word);
    }
    if (found == NULL && !PyErr_Occurred()) PyErr_NoMemory();
    PyMem_Free(codes);
    free(ends);
    return found;
}

static PyObject *do_words(PyObject *self, PyObject *arguments)
{
    PyObject *capsule, *texts;
    if (!PyArg_ParseTuple(arguments, "OO!:words", &capsule, &PyList_Type, &texts)) return NULL;
    Tables *tables = PyCapsule_GetPointer(capsule, TABLES);
    PyObject *found = tables == NULL ? NULL : PyList_New(PyList_Size(texts));
    for (Py_ssize_t i = 0; found != NULL && i < PyList_Size(texts); i++) {
        PyObject *text = PyList_GetItem(texts, i), *words = NULL;
        if (PyUnicode_Check(text))
            words = words_in(&tables->scorer, text);
        else
            PyErr_SetString(PyExc_TypeError, "a text is a string");
        if (words == NULL)
            Py_CLEAR(found);
        else
            PyList_SetItem(found, i, words);
    }
    return found;
}

/* Adds the words of all headings, which are strings. */
static int add_headings(const Scorer *scorer, const Characters *characters, PyObject *texts, HeadingWords *words)
{
    for (Py_ssize_t i = 0; i < PyList_Size(texts); i++) {
        PyObject *text = PyList_GetItem(texts, i);
        Py_UCS4 *codes = PyUnicode_AsUCS4Copy(text);
        int done = codes != NULL && add_heading(scorer, characters, codes, PyUnicode_GetLength(text), words);
        if (codes != NULL && !done) PyErr_NoMemory();
        PyMem_Free(codes);
        if (!done) return 0;
    }
    return 1;
}

/* Whether paths hold headings and tokens that there are: `bounds` has where the headings of each begin, and then where its tokens do. */
static int are_paths(const Scorer *scorer, const Py_buffer *members, const Py_buffer *tokens, const Py_buffer *bounds, int64_t m, int64_t headings)
{
    const int64_t size = (int64_t)sizeof(int64_t), *bound = bounds->buf;
    if (m < 0 || bounds->len != 2 * (m + 1) * size) return 0;
    if (!are_bounds(bound, m + 1, members->len / size) || !are_bounds(bound + m + 1, m + 1, tokens->len / size)) return 0;
    return below(members->buf, members->len / size, headings) && below(tokens->buf, tokens->len / size, scorer->headings.rows.count);
}

static PyObject *do_headings(PyObject *self, PyObject *arguments)
{
    PyObject *capsule, *texts, *result = NULL;
    Py_buffer members, tokens, bounds, found, views[3];
    const char *format = "OO!y*y*y*w*(y*y*y*):headings";
    if (!PyArg_ParseTuple(arguments, format, &capsule, &PyList_Type, &texts, &members, &tokens, &bounds, &found, views, views + 1, views + 2)) return NULL;
    Tables *tables = PyCapsule_GetPointer(capsule, TABLES);
    Characters characters;
    HeadingWords words = {NULL, NULL, 0, 0, 0};
    int32_t *times = NULL;
    double *sums = NULL;
    if (tables == NULL || !read_characters(views, &characters)) goto done;
    const Scorer *scorer = &tables->scorer;
    const int64_t labels = scorer->labels, m = found.len / (labels * (int64_t)sizeof(double));
    if (found.len % (labels * (int64_t)sizeof(double)) || !are_paths(scorer, &members, &tokens, &bounds, m, PyList_Size(texts))) {
        refuse("headings");
        goto done;
    }
    words.ends = malloc((size_t)(PyList_Size(texts) + 1) * sizeof(int64_t));
    times = calloc((size_t)scorer->headings.rows.count + 1, sizeof(int32_t));
    sums = calloc((size_t)labels + 1, sizeof(double));
    if (words.ends == NULL || times == NULL || sums == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    if (!add_headings(scorer, &characters, texts, &words)) goto done;
    const int64_t *bound = bounds.buf, *more = bound + m + 1;
    for (int64_t i = 0; i < m; i++) {
        HeadingPath path = {(const int64_t *)members.buf + bound[i], (const int64_t *)tokens.buf + more[i], bound[i + 1] - bound[i], more[i + 1] - more[i]};
        score_path(scorer, &words, &path, times, sums, (double *)found.buf + i * labels);
    }
    result = Py_NewRef(Py_None);
done:
    free(words.words);
    free(words.ends);
    free(times);
    free(sums);
    PyBuffer_Release(&members);
    PyBuffer_Release(&tokens);
    PyBuffer_Release(&bounds);
    PyBuffer_Release(&found);
    for (int i = 0; i < 3; i++) PyBuffer_Release(&views[i]);
    return result;
}

static PyObject *do_chain(PyObject *self, PyObject *arguments)
{
    Py_buffer decisions, bias, moves, boundaries, probabilities;
    Weighing weighing;
    PyObject *found = NULL;
    const char *format = "y*dy*dy*y*w*:chain";
    if (!PyArg_ParseTuple(arguments, format, &decisions, &weighing.scale, &bias, &weighing.lowest, &moves, &boundaries, &probabilities)) return NULL;
    int64_t size = (int64_t)sizeof(double), n = boundaries.len / (int64_t)sizeof(int64_t), k = bias.len / size;
    weighing.bias = bias.buf;
    if (k < 1 || bias.len % size || decisions.len != n * k * size || probabilities.len != decisions.len || moves.len % (k * k * size))
        PyErr_SetString(PyExc_ValueError, "the arrays of the chain do not fit together");
    else if (!chain(decisions.buf, &weighing, moves.buf, boundaries.buf, n, k, moves.len / (k * k * size), probabilities.buf))
        PyErr_NoMemory();
    else
        found = Py_NewRef(Py_None);
    PyBuffer_Release(&decisions);
    PyBuffer_Release(&bias);
    PyBuffer_Release(&moves);
    PyBuffer_Release(&boundaries);
    PyBuffer_Release(&probabilities);
    return found;
}

/* ---- normalising ---- */

typedef struct { /* sentences that are written one after another */
    uint32_t *codes;
    int64_t count, room;
    int64_t *bounds; /* where each sentence begins, and all end */
    int64_t *years;  /* the year reported on, for each sentence */
    int64_t sentences, bounds_room;
} Written;

static int make_room(Written *written, int64_t more)
{
    if (written->count + more > written->room) {
        written->room = 2 * (written->count + more);
        uint32_t *codes = realloc(written->codes, (size_t)written->room * sizeof(uint32_t));
        if (codes == NULL) return 0;
        written->codes = codes;
    }
    if (written->sentences + 1 >= written->bounds_room) {
        written->bounds_room = 2 * written->bounds_room + 64;
        int64_t *bounds = realloc(written->bounds, (size_t)written->bounds_room * sizeof(int64_t));
        if (bounds == NULL) return 0;
        written->bounds = bounds;
        int64_t *years = realloc(written->years, (size_t)written->bounds_room * sizeof(int64_t));
        if (years == NULL) return 0;
        written->years = years;
    }
    return 1;
}

/* Adds a sentence, normalised; what its characters are goes into `kinds`. */
static int add_sentence(Written *written, const Characters *characters, const uint32_t *codes, int64_t count, int64_t year, uint32_t *kinds)
{
    if (!make_room(written, count + 2 + BEYOND)) {
        PyErr_NoMemory();
        return 0;
    }
    written->bounds[written->sentences] = written->count;
    written->count += normalise(characters, codes, count, written->codes + written->count, kinds);
    written->years[written->sentences++] = year;
    written->bounds[written->sentences] = written->count;
    return 1;
}

/* Writes the last sentence anew, which has markup: what `clean` leaves of it. */
static int add_cleaned(Written *written, const Characters *characters, PyObject *text, int64_t start, int64_t end, int64_t year, PyObject *clean)
{
    PyObject *raw = PyUnicode_Substring(text, start, end), *cleaned = NULL;
    if (raw != NULL) cleaned = PyObject_CallFunctionObjArgs(clean, raw, NULL);
    Py_XDECREF(raw);
    if (cleaned == NULL) return 0;
    uint32_t kinds;
    Py_UCS4 *codes = PyUnicode_AsUCS4Copy(cleaned);
    written->count = written->bounds[--written->sentences];
    int done = codes != NULL && add_sentence(written, characters, codes, PyUnicode_GetLength(cleaned), year, &kinds);
    PyMem_Free(codes);
    Py_DECREF(cleaned);
    return done;
}

static int is_same(PyObject *one, PyObject *other) { return one == other || PyUnicode_Compare(one, other) == 0; }

/* Adds the sentences of one report: its text from `base` on, begins and ends in the whole, and kinds of its pieces. */
static int add_report(Written *written, const Characters *characters, PyObject *given, PyObject *kind, PyObject *clean)
{
    PyObject *text, *starts, *ends, *kinds;
    long long base, year;
    if (!PyArg_ParseTuple(given, "ULO!O!O!L", &text, &base, &PyList_Type, &starts, &PyList_Type, &ends, &PyList_Type, &kinds, &year)) return 0;
    Py_ssize_t length = PyUnicode_GetLength(text), pieces = PyList_Size(kinds);
    Py_UCS4 *codes = PyUnicode_AsUCS4Copy(text);
    if (codes == NULL) return 0;
    int done = PyList_Size(starts) == pieces && PyList_Size(ends) == pieces;
    if (!done) PyErr_SetString(PyExc_ValueError, "the columns of pieces have different lengths");
    for (Py_ssize_t i = 0; done && i < pieces; i++) {
        if (!is_same(PyList_GetItem(kinds, i), kind)) continue;
        long long start = PyLong_AsLongLong(PyList_GetItem(starts, i)) - base, end = PyLong_AsLongLong(PyList_GetItem(ends, i)) - base;
        if (start < 0 || end < start || end > length) {
            if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "a piece lies outside its text");
            done = 0;
            break;
        }
        uint32_t kinds = 0;
        done = add_sentence(written, characters, codes + start, end - start, year, &kinds);
        if (done && kinds & MARKUP) done = add_cleaned(written, characters, text, start, end, year, clean);
    }
    PyMem_Free(codes);
    return done && !PyErr_Occurred();
}

/* The code points of all sentences, where each begins and all end, and their shapes. */
static PyObject *looked_at(const Written *written, const Characters *characters, int64_t most)
{
    int64_t n = written->sentences;
    PyObject *bounds = PyBytes_FromStringAndSize((const char *)written->bounds, (n + 1) * (Py_ssize_t)sizeof(int64_t));
    PyObject *shapes = PyBytes_FromStringAndSize(NULL, n * (Py_ssize_t)sizeof(Shape));
    PyObject *codes = PyBytes_FromStringAndSize((const char *)written->codes, written->count * (Py_ssize_t)sizeof(uint32_t));
    if (bounds != NULL && shapes != NULL && codes != NULL) {
        const int64_t *bound = written->bounds;
        Shape *shape = (Shape *)PyBytes_AsString(shapes);
        for (int64_t i = 0; i < n; i++)
            shape[i] = shape_of(characters, written->codes + bound[i] + 1, bound[i + 1] - bound[i] - 2, written->years[i], most);
        return Py_BuildValue("(NNN)", codes, bounds, shapes);
    }
    Py_XDECREF(bounds);
    Py_XDECREF(shapes);
    Py_XDECREF(codes);
    return NULL;
}

static PyObject *do_normalise(PyObject *self, PyObject *arguments)
{
    PyObject *reports, *kind, *clean, *found = NULL;
    Py_buffer views[3];
    Py_ssize_t most;
    if (!PyArg_ParseTuple(arguments, "O!UO(y*y*y*)n:normalise", &PyList_Type, &reports, &kind, &clean, views, views + 1, views + 2, &most)) return NULL;
    Characters characters;
    Written written = {0};
    int done = read_characters(views, &characters) && (most >= 0 && most < 30);
    if (done && !(done = make_room(&written, 2 + BEYOND))) PyErr_NoMemory();
    if (done) written.bounds[0] = 0;
    for (Py_ssize_t i = 0; done && i < PyList_Size(reports); i++) done = add_report(&written, &characters, PyList_GetItem(reports, i), kind, clean);
    if (done) found = looked_at(&written, &characters, most);
    free(written.codes);
    free(written.bounds);
    free(written.years);
    for (int i = 0; i < 3; i++) PyBuffer_Release(&views[i]);
    return found;
}

/* ---- cutting ---- */

/* The lines of a report, from tuples of begin, end and kind; offsets are made those of its own text, which begins at `base`. */
static Line *read_lines(PyObject *given, int64_t base, int64_t length, int64_t *count)
{
    *count = PyTuple_Size(given);
    Line *lines = malloc((size_t)(*count + 1) * sizeof(Line));
    if (lines == NULL) return (Line *)PyErr_NoMemory();
    int64_t before = 0;
    for (int64_t i = 0; i < *count; i++) {
        PyObject *line = PyTuple_GetItem(given, i), *kind;
        if (!PyTuple_Check(line) || PyTuple_Size(line) < 3) {
            PyErr_SetString(PyExc_TypeError, "a line is begin, end and kind");
            goto failed;
        }
        lines[i].start = PyLong_AsLongLong(PyTuple_GetItem(line, 0)) - base;
        lines[i].end = PyLong_AsLongLong(PyTuple_GetItem(line, 1)) - base;
        kind = PyTuple_GetItem(line, 2);
        lines[i].structure = PyUnicode_GetLength(kind) != 0;
        if (PyErr_Occurred()) goto failed;
        if (lines[i].start < before || lines[i].end <= lines[i].start || lines[i].end > length) {
            PyErr_SetString(PyExc_ValueError, "a line lies outside its text");
            goto failed;
        }
        before = lines[i].end;
    }
    return lines;
failed:
    free(lines);
    return NULL;
}

#define SHORT 24  /* characters among which a list marker may be */
#define BEYOND_MARKER 8 /* characters behind a list marker among which those are that decide whether it is one */
#define ASK -2 /* the marker of a piece with line breaks, which Python takes out */

static int has_break(const uint32_t *codes, int64_t start, int64_t end)
{
    while (start < end && codes[start] != '\n' && codes[start] != '\r') start++;
    return start < end;
}

enum { STOPPED = 1, ENDED = 2, COUNTED = 4 }; /* looks of a piece that opens a line or an item, as in pieces.py */

/* The list marker of a piece (NONE: none), and the scheme that it has when it is seen alone. */
static Marker marked_as(const Characters *characters, const uint32_t *codes, int64_t count, Piece piece, int *alone)
{
    int64_t start = piece.start, length = piece.end - start;
    Marker marker = marker_of(characters, codes + start, count - start);
    *alone = marker.scheme;
    int64_t within = marker.scheme == NONE ? 2 * BEYOND_MARKER : marker.length + BEYOND_MARKER;
    if (length < within || has_break(codes, start, start + (length < SHORT ? length : SHORT)))
        *alone = has_break(codes, start, piece.end) ? ASK : marker_of(characters, codes + start, length).scheme;
    return marker.length < length ? marker : (Marker){NONE, 0, 0};
}

static int looks_of(const Characters *characters, const uint32_t *codes, Piece piece, int64_t marked)
{
    uint32_t kinds = 0, last = codes[piece.end - 1];
    for (int64_t i = piece.start + marked; i < piece.end; i++) kinds |= kind_of(characters, codes[i]);
    int looks = kinds & (DIGIT | MASK) ? COUNTED : 0;
    if (last == 0x3002 || last == 0xFF1B || last == 0xFF1F) looks |= STOPPED; /* 。；？ */
    if (kind_of(characters, last) & STOP || last == ';') looks |= ENDED;
    return looks;
}

/* Whether a piece may be a call (各位代表！): 各 stands before a 位, or may do so without the markup between them; kinds of all characters. */
static int may_be_call(const Characters *characters, const uint32_t *codes, Piece piece, uint32_t *kinds)
{
    int called = 0;
    for (int64_t i = piece.start; i < piece.end; i++) {
        *kinds |= kind_of(characters, codes[i]);
        if (codes[i] != 0x4F4D) continue; /* 位 */
        int64_t before = i - 1;
        while (before >= piece.start && kind_of(characters, codes[before]) & BLANK) before--;
        called |= *kinds & MARKUP || (before >= piece.start && codes[before] == 0x5404);
    }
    return called;
}

static int add_number(PyObject *list, int64_t value)
{
    PyObject *number = PyLong_FromLongLong(value);
    int done = number != NULL && PyList_Append(list, number) == 0;
    Py_XDECREF(number);
    return done;
}

/* What is known of pieces: lists by piece; looks by number of those that open a line or an item; list markers; numbers of some pieces:
   those that may be calls, and those with markup or white space. */
typedef struct {
    PyObject *starts, *ends, *numbers, *heads, *alone, *looks, *marked, *calls, *dirty;
} Columns;

/* A marked piece adds its number, its marker as one number (NONE: none) and the scheme that it has when it is seen alone. */
static int describe(const Characters *characters, const uint32_t *codes, int64_t count, const Line *lines, Piece piece, int head, int64_t i, Columns *found)
{
    Marker marker = {NONE, 0, 0};
    int alone = NONE;
    if (!lines[piece.line].structure && kind_of(characters, codes[piece.start]) & (OPENS | DIGIT)) {
        marker = marked_as(characters, codes, count, piece, &alone);
        int64_t packed = marker.scheme == NONE ? NONE : (marker.length << 8 | marker.scheme << 1 | marker.first);
        if (marker.scheme != NONE || alone != NONE)
            if (!add_number(found->marked, i) || !add_number(found->marked, packed) || !add_number(found->marked, alone)) return 0;
    }
    uint32_t kinds = 0;
    if (may_be_call(characters, codes, piece, &kinds) && !add_number(found->calls, i)) return 0;
    if (kinds & (MARKUP | BLANK) && !add_number(found->dirty, i)) return 0;
    if (!head && marker.scheme == NONE) return 1;
    PyObject *number = PyLong_FromLongLong(i), *looks = PyLong_FromLong(looks_of(characters, codes, piece, marker.length));
    int done = number != NULL && looks != NULL && PyDict_SetItem(found->looks, number, looks) == 0;
    Py_XDECREF(number);
    Py_XDECREF(looks);
    return done;
}

/* The pieces of one report. */
static PyObject *described(
    const Characters *characters, const uint32_t *codes, int64_t count, const Pieces *pieces, const Line *lines, int64_t base)
{
    Py_ssize_t n = pieces->count;
    Columns found = {PyList_New(n), PyList_New(n), PyList_New(n), PyList_New(n), PyList_New(n), PyDict_New(), PyList_New(0), PyList_New(0), PyList_New(0)};
    PyObject *all[] = {found.starts, found.ends, found.numbers, found.alone, found.heads, found.looks, found.marked, found.calls, found.dirty};
    int done = 1;
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) done = done && all[i] != NULL;
    for (int64_t i = 0; done && i < n; i++) {
        Piece piece = pieces->pieces[i];
        while (piece.start + 1 < piece.end && kind_of(characters, codes[piece.start]) & BLANK) piece.start++;
        int head = i == 0 || pieces->pieces[i - 1].line != piece.line;
        int single = head && (i + 1 == n || pieces->pieces[i + 1].line != piece.line);
        PyList_SetItem(found.starts, i, PyLong_FromLongLong(piece.start + base));
        PyList_SetItem(found.ends, i, PyLong_FromLongLong(piece.end + base));
        PyList_SetItem(found.numbers, i, PyLong_FromLongLong(piece.line));
        PyList_SetItem(found.heads, i, PyBool_FromLong(head));
        PyList_SetItem(found.alone, i, PyBool_FromLong(single));
        done = describe(characters, codes, count, lines, piece, head, i, &found);
    }
    if (done && !PyErr_Occurred()) return Py_BuildValue("(NNNNNNNNN)", all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7], all[8]);
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) Py_XDECREF(all[i]);
    return NULL;
}

static PyObject *do_cut(PyObject *self, PyObject *arguments)
{
    PyObject *text, *given, *found = NULL;
    Py_buffer views[3];
    long long base;
    if (!PyArg_ParseTuple(arguments, "ULO!(y*y*y*):cut", &text, &base, &PyTuple_Type, &given, views, views + 1, views + 2)) return NULL;
    Characters characters;
    Py_UCS4 *codes = NULL;
    Line *lines = NULL;
    Pieces pieces = {NULL, 0, 0};
    int64_t count, length = PyUnicode_GetLength(text);
    if (!read_characters(views, &characters)) goto done;
    if ((codes = PyUnicode_AsUCS4Copy(text)) == NULL) goto done;
    if ((lines = read_lines(given, base, length, &count)) == NULL) goto done;
    if (cut(&characters, codes, lines, count, &pieces))
        found = described(&characters, codes, length, &pieces, lines, base);
    else
        PyErr_NoMemory();
done:
    free(pieces.pieces);
    free(lines);
    PyMem_Free(codes);
    for (int i = 0; i < 3; i++) PyBuffer_Release(&views[i]);
    return found;
}

/* ---- markers ---- */

#define WINDOW 64 /* characters that are looked at first; hardly any marker is longer */

static int look_for_marker(const Characters *characters, PyObject *text, Py_ssize_t start, Py_ssize_t end, Marker *marker)
{
    PyObject *opening = PyUnicode_Substring(text, start, end);
    Py_UCS4 *codes = opening == NULL ? NULL : PyUnicode_AsUCS4Copy(opening);
    if (codes != NULL) *marker = marker_of(characters, codes, PyUnicode_GetLength(opening));
    PyMem_Free(codes);
    Py_XDECREF(opening);
    return codes != NULL;
}

static PyObject *do_marker(PyObject *self, PyObject *arguments)
{
    PyObject *text;
    Py_buffer views[3];
    Py_ssize_t start;
    if (!PyArg_ParseTuple(arguments, "Un(y*y*y*):marker", &text, &start, views, views + 1, views + 2)) return NULL;
    Characters characters;
    Marker marker = {NONE, 0, 0};
    int done = read_characters(views, &characters) && look_for_marker(&characters, text, start, start + WINDOW, &marker);
    if (done && marker.length > WINDOW / 2) done = look_for_marker(&characters, text, start, PyUnicode_GetLength(text), &marker);
    for (int i = 0; i < 3; i++) PyBuffer_Release(&views[i]);
    if (!done) return NULL;
    return marker.scheme == NONE ? Py_NewRef(Py_None) : Py_BuildValue("(iLi)", marker.scheme, (long long)marker.length, marker.first);
}

/* ---- lines ---- */

static PyObject *numbers_of(const PhysicalLines *found, size_t member)
{
    PyObject *numbers = PyList_New(found->count);
    for (int64_t i = 0; numbers != NULL && i < found->count; i++)
        PyList_SetItem(numbers, i, PyLong_FromLongLong(*(const int64_t *)((const char *)&found->lines[i] + member)));
    return numbers;
}

/* The lines as lists: begins and ends; which are odd, and their looks; which may be titles; whether any is broken; widths, if they may tell. */
static PyObject *listed(const PhysicalLines *found)
{
    PyObject *odd = PyList_New(0), *titles = PyList_New(0);
    PyObject *starts = numbers_of(found, offsetof(PhysicalLine, start)), *ends = numbers_of(found, offsetof(PhysicalLine, end));
    PyObject *lengths = found->wrapped ? numbers_of(found, offsetof(PhysicalLine, length)) : Py_NewRef(Py_None);
    PyObject *columns = found->wrapped ? numbers_of(found, offsetof(PhysicalLine, columns)) : Py_NewRef(Py_None);
    int done = starts && ends && lengths && columns && odd && titles;
    for (int64_t i = 0; done && i < found->count; i++) {
        int looks = found->lines[i].looks;
        if (!(looks & ~ENDLESS)) continue;
        PyObject *number = PyLong_FromLongLong(i), *pair = number == NULL ? NULL : Py_BuildValue("(Oi)", number, looks);
        done = pair != NULL;
        if (done && looks & ~(ENDLESS | TITLE)) done = PyList_Append(odd, pair) == 0;
        if (done && looks & TITLE) done = PyList_Append(titles, number) == 0;
        Py_XDECREF(number);
        Py_XDECREF(pair);
    }
    if (done && !PyErr_Occurred()) return Py_BuildValue("(NNNNNNN)", starts, ends, odd, titles, PyBool_FromLong(found->broken), lengths, columns);
    Py_XDECREF(starts);
    Py_XDECREF(ends);
    Py_XDECREF(lengths);
    Py_XDECREF(columns);
    Py_XDECREF(odd);
    Py_XDECREF(titles);
    return NULL;
}

/* The numbers of a list, and a 0 behind them; NULL with an error set. */
static int64_t *read_numbers(PyObject *given, int64_t *count)
{
    *count = PyList_Size(given);
    int64_t *numbers = calloc((size_t)*count + 1, sizeof(int64_t));
    if (numbers == NULL) return (int64_t *)PyErr_NoMemory();
    for (int64_t i = 0; i < *count; i++) numbers[i] = PyLong_AsLongLong(PyList_GetItem(given, i));
    if (!PyErr_Occurred()) return numbers;
    free(numbers);
    return NULL;
}

static PyObject *do_lines(PyObject *self, PyObject *arguments)
{
    PyObject *text, *given, *found = NULL;
    Py_buffer views[3];
    if (!PyArg_ParseTuple(arguments, "UO!(y*y*y*):lines", &text, &PyList_Type, &given, views, views + 1, views + 2)) return NULL;
    Characters characters;
    PhysicalLines lines = {NULL, 0, 0, 0, 0};
    Py_UCS4 *codes = NULL;
    int64_t count, *cuts = read_numbers(given, &count);
    if (cuts != NULL && read_characters(views, &characters) && (codes = PyUnicode_AsUCS4Copy(text)) != NULL) {
        if (find_lines(&characters, codes, PyUnicode_GetLength(text), cuts, count, &lines))
            found = listed(&lines);
        else
            PyErr_NoMemory();
    }
    free(lines.lines);
    free(cuts);
    PyMem_Free(codes);
    for (int i = 0; i < 3; i++) PyBuffer_Release(&views[i]);
    return found;
}

static PyMethodDef methods[] = {
    {"tables", make_tables, METH_VARARGS, "Gives what `score` looks up: tries and tables of a model."},
    {"score", do_score, METH_VARARGS, "Adds decision values of sentences to an array."},
    {"words", do_words, METH_VARARGS, "Gives the words of each text as lists."},
    {"headings", do_headings, METH_VARARGS, "Writes the decision values of paths of headings into an array."},
    {"chain", do_chain, METH_VARARGS, "Writes the probabilities of a chain of sentences into an array."},
    {"normalise", do_normalise, METH_VARARGS, "Gives the sentences of reports normalised, and what they look like."},
    {"cut", do_cut, METH_VARARGS, "Gives the pieces of a report as lists."},
    {"lines", do_lines, METH_VARARGS, "Gives the physical lines of a text as lists."},
    {"marker", do_marker, METH_VARARGS, "Gives the list marker that opens a text at a place, or None."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "classify._kernels", "The inner loops of labelling, compiled.", 0, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__kernels(void) { return PyModuleDef_Init(&definition); }
