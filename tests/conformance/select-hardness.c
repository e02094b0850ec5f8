/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imb_hardness_select() and imb_stratify() for resample_hardness.py: select-hardness FILE. The file holds 64-bit numbers (rows, classes,
 * folds, seed, rows to keep of each class, the class of each row), then the probability of each row as a double. The answer goes to
 * standard output as 64-bit numbers: the fold of each row, then the rows that are kept. */
#include <stdio.h>
#include <stdlib.h>

#include "engine/kernels/imb-stratify.h"
#include "engine/samplers/imb-hardness.h"

static void
read_block (FILE *file,
            void *to,
            gsize size,
            gsize n)
{
  if (fread (to, size, n, file) == n)
    return;

  fprintf (stderr, "select-hardness: the file is too short\n");
  exit (1);
}

static void
put (guint64 number)
{
  fwrite (&number, sizeof number, 1, stdout);
}

static void
answer (FILE *file)
{
  guint64 head[4];

  read_block (file, head, sizeof *head, 4);

  const gsize          n = head[0];
  const guint          K = (guint) head[1];
  g_autofree guint64  *numbers = g_new (guint64, K + n);
  g_autofree double   *probabilities = g_new (double, n);
  g_autofree guint16  *classes = g_new (guint16, n);
  g_autofree guint8   *fold_of = g_new (guint8, n);
  g_autofree gboolean *targeted = g_new (gboolean, K);
  g_autoptr (ImbMatrix) x = imb_matrix_new (n, 1, NULL);
  ImbView view = imb_view_of (x, classes, K);
  g_autoptr (ImbResample) out = imb_resample_new (&view, NULL);
  g_autofree ImbRng *rng = g_new (ImbRng, 1);

  read_block (file, numbers, sizeof *numbers, K + n);
  read_block (file, probabilities, sizeof *probabilities, n);
  for (guint c = 0; c < K; c++)
    targeted[c] = TRUE;
  for (gsize i = 0; i < n; i++)
    classes[i] = (guint16) numbers[K + i];
  imb_rng_init (rng, (guint32) head[3]);
  imb_stratify (classes, n, K, (guint) head[2], rng, fold_of);
  imb_hardness_select (&view, probabilities, numbers, targeted, out);
  for (gsize i = 0; i < n; i++)
    put (fold_of[i]);
  for (gsize i = 0; i < out->n_rows; i++)
    put (out->rows[i]);
}

int
main (int    argc,
      char **argv)
{
  FILE *file = argc == 2 ? fopen (argv[1], "rb") : NULL;

  if (file == NULL)
    {
      fprintf (stderr, "select-hardness: name a file\n");
      return 1;
    }
  answer (file);
  fclose (file);
  return 0;
}
