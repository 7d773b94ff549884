#include "scoring.h"

#include <stdlib.h>

/* Two rows multiplied element by element, brought to the sum 1. */
static void multiply(const double *one, const double *other, double *found, int64_t k)
{
    double total = 0;
    for (int64_t i = 0; i < k; i++) {
        found[i] = one[i] * other[i];
        total += found[i];
    }
    for (int64_t i = 0; i < k; i++) found[i] /= total;
}

/* A row times a matrix: by its columns, or where it is `turned` by its rows. */
static void product(const double *row, const double *matrix, int turned, double *found, int64_t k)
{
    for (int64_t j = 0; j < k; j++) {
        double total = 0;
        for (int64_t i = 0; i < k; i++) total += row[i] * (turned ? matrix[j * k + i] : matrix[i * k + j]);
        found[j] = total;
    }
}

static void ones(double *row, int64_t k)
{
    for (int64_t i = 0; i < k; i++) row[i] = 1;
}

int chain(const double *own, const double *moves, const int64_t *boundaries, int64_t n, int64_t k, int64_t kinds, double *found)
{
    double *back = malloc(2 * sizeof(double) * (size_t)(k > 0 ? k : 1)), *met = back + k;
    if (back == NULL) return 0;
    for (int64_t i = 0; i < n; i++) {
        ones(met, k);
        if (i && boundaries[i] >= 0 && boundaries[i] < kinds) product(found + (i - 1) * k, moves + boundaries[i] * k * k, 0, met, k);
        multiply(own + i * k, met, found + i * k, k);
    }
    ones(back, k);
    for (int64_t i = n - 1; i >= 0; i--) {
        multiply(found + i * k, back, found + i * k, k);
        multiply(own + i * k, back, met, k);
        ones(back, k);
        if (i && boundaries[i] >= 0 && boundaries[i] < kinds) product(met, moves + boundaries[i] * k * k, 1, back, k);
    }
    free(back);
    return 1;
}
