/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions of support vector machines for svm.py: decide FILE. The file holds six 64-bit numbers (rows, columns, rows to be decided, solver,
 * kernel, degree), six doubles (C, tolerance, scale of the intercept, gamma, coef0, largest number of steps), the rows, their signs, their
 * weights, then the rows to be decided. Solvers: 0 Newton, 1 ascent with the squared hinge, 2 with the plain one, 3 a kernel. Decisions go to
 * standard output as doubles, the last one 1 when the tolerance was met. With --time the seconds come in front of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/kernels/imb-linear-svm.h"
#include "engine/kernels/imb-smo.h"

#define CACHE_BYTES ((gsize) 200 << 20)

typedef struct
{
  guint64    numbers[6];
  double     reals[6];
  ImbMatrix *x;
  double    *signs;
  double    *costs;
  ImbMatrix *asked;
} Question;

static void
complain (const char *what)
{
  fprintf (stderr, "decide: %s\n", what);
  exit (1);
}

static void
read_doubles (FILE   *file,
              double *values,
              gsize   n)
{
  if (fread (values, sizeof *values, n, file) != n)
    complain ("the file is too short");
}

static ImbMatrix *
read_matrix (FILE *file,
             gsize n,
             gsize d)
{
  ImbMatrix *x = imb_matrix_new (n, d, NULL);

  if (x == NULL)
    complain ("there is no memory");
  for (gsize i = 0; i < n; i++)
    read_doubles (file, imb_matrix_row (x, i), d);
  return x;
}

static void
decide_linear (const Question *self,
               double         *out)
{
  const ImbMatrix   *x = self->x;
  ImbLinearSvm       svm = { x, self->signs, self->costs, self->numbers[3] == 2 ? IMB_HINGE_PLAIN : IMB_HINGE_SQUARED, self->reals[2],
                             (guint) self->reals[5], self->reals[1] };
  g_autofree double *at = g_new0 (double, x->n_cols + 1);
  g_autofree double *shares = g_new0 (double, x->n_rows);
  g_autofree ImbRng *rng = g_new (ImbRng, 1);
  g_autoptr (GError) error = NULL;
  gboolean converged, done;

  imb_rng_init (rng, 0);
  done = self->numbers[3] == 0 ? imb_linear_svm_newton (&svm, at, &converged, NULL, &error)
                               : imb_linear_svm_ascend (&svm, rng, shares, at, &converged, NULL, &error);
  if (!done)
    complain (error->message);
  for (gsize i = 0; i < self->asked->n_rows; i++)
    {
      out[i] = at[x->n_cols] * self->reals[2];
      for (gsize j = 0; j < x->n_cols; j++)
        out[i] += at[j] * imb_matrix_row (self->asked, i)[j];
    }
  out[self->asked->n_rows] = converged;
}

static void
decide_kernel (const Question *self,
               double         *out)
{
  const ImbMatrix   *x = self->x;
  const ImbKernel    kernel = { (ImbKernelKind) self->numbers[4], self->reals[3], self->reals[4], (guint) self->numbers[5] };
  ImbSmo             smo = { x, self->signs, self->costs, kernel, self->reals[1], -1, CACHE_BYTES };
  g_autofree double *shares = g_new (double, x->n_rows);
  g_autofree double *squares = g_new (double, x->n_rows);
  g_autofree double *line = g_new (double, x->n_rows);
  g_autoptr (GError) error = NULL;
  gboolean converged;
  double   offset;

  if (!imb_smo_solve (&smo, shares, &offset, NULL, &converged, NULL, &error))
    complain (error->message);
  imb_kernel_squares (x, squares);
  for (gsize i = 0; i < self->asked->n_rows; i++)
    {
      const double *row = imb_matrix_row (self->asked, i);
      double        square = 0.0;

      for (gsize j = 0; j < x->n_cols; j++)
        square += row[j] * row[j];
      imb_kernel_row (&kernel, x, squares, row, square, line);
      out[i] = offset;
      for (gsize t = 0; t < x->n_rows; t++)
        out[i] += shares[t] * line[t];
    }
  out[self->asked->n_rows] = converged;
}

int
main (int    argc,
      char **argv)
{
  gboolean is_timed = argc == 3 && strcmp (argv[1], "--time") == 0;
  FILE    *file = argc == 2 + is_timed ? fopen (argv[argc - 1], "rb") : NULL;
  Question question;

  if (file == NULL)
    complain ("name a file with questions");
  while (fread (question.numbers, sizeof (guint64), 6, file) == 6)
    {
      gsize              n = question.numbers[0], d = question.numbers[1], n_asked = question.numbers[2];
      g_autofree double *signs = g_new (double, n);
      g_autofree double *costs = g_new (double, n);
      g_autofree double *out = g_new (double, n_asked + 1);
      gint64             start;
      double             seconds;

      read_doubles (file, question.reals, 6);
      question.x = read_matrix (file, n, d);
      read_doubles (file, signs, n);
      read_doubles (file, costs, n);
      question.asked = read_matrix (file, n_asked, d);
      for (gsize i = 0; i < n; i++)
        costs[i] *= question.reals[0];
      question.signs = signs;
      question.costs = costs;
      start = g_get_monotonic_time ();
      (question.numbers[3] == 3 ? decide_kernel : decide_linear) (&question, out);
      seconds = (double) (g_get_monotonic_time () - start) * 1e-6;
      if (is_timed)
        fwrite (&seconds, sizeof seconds, 1, stdout);
      fwrite (out, sizeof *out, n_asked + 1, stdout);
      imb_matrix_free (question.x);
      imb_matrix_free (question.asked);
    }
  fclose (file);
  return 0;
}
