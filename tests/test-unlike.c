/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proofs that a row's neighbours are of its own class, against all distances in double: what is proven is true, and what is
 * clearly true is proven. On random, tied, duplicated, far away, constant, huge and wide tables. */
#include <math.h>
#include <string.h>

#include "engine/core/imb-parallel.h"
#include "engine/core/imb-rng.h"
#include "engine/kernels/imb-blend.h"
#include "engine/kernels/imb-nearest.h"
#include "engine/kernels/imb-neighbours.h"
#include "engine/kernels/imb-unlike.h"

typedef struct
{
  ImbMatrix *x;
  guint32   *like;
  guint32   *unlike;
  gsize      n_like;
  gsize      n_unlike;
  ImbEnds   *ends; /* NULL: nothing is known */
} Table;

static void
table_clear (Table *self)
{
  imb_matrix_free (self->x);
  g_free (self->like);
  g_free (self->unlike);
  g_free (self->ends);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, table_clear)

typedef enum
{
  PLAIN,
  TIED,
  DUPLICATED,
  FAR_AWAY,
  CONSTANT,
  HUGE_VALUES,
  SORTED,
} Kind;

static double
value_of (Kind    kind,
          ImbRng *rng,
          gsize   i)
{
  double value = imb_rng_normal (rng);

  switch (kind)
    {
    case TIED:
      return round (value);
    case FAR_AWAY:
      return 1000.0 + value;
    case CONSTANT:
      return 3.5;
    case HUGE_VALUES:
      return value * 1e140;
    case SORTED:
      return value + 0.01 * (double) i;
    case PLAIN:
    case DUPLICATED:
    default:
      return value;
    }
}

/* Every sixth row is of the other class. */
static Table
make (Kind  kind,
      gsize n,
      gsize d)
{
  Table  table = { imb_matrix_new (n, d, NULL), g_new (guint32, n), g_new (guint32, n), 0, 0, NULL };
  ImbRng rng;

  imb_rng_init (&rng, (guint32) (n + d));
  for (guint32 i = 0; i < n; i++)
    {
      for (gsize j = 0; j < d; j++)
        imb_matrix_row (table.x, i)[j] = value_of (kind, &rng, i);
      if (i % 6 == 5)
        table.unlike[table.n_unlike++] = i;
      else
        table.like[table.n_like++] = i;
      if (kind == DUPLICATED && i > 0)
        memcpy (imb_matrix_row (table.x, i), imb_matrix_row (table.x, imb_rng_below (&rng, i)), d * sizeof (double));
    }
  return table;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
apart (const Table *table,
       guint32      a,
       guint32      b)
{
  return imb_squared_distance (imb_matrix_row (table->x, a), imb_matrix_row (table->x, b), table->x->n_cols);
}

static double
nth_unlike (const Table *table,
            guint32      row,
            gsize        nth)
{
  g_autofree double *all = g_new (double, table->n_unlike);

  if (nth > table->n_unlike)
    return INFINITY;
  for (gsize i = 0; i < table->n_unlike; i++)
    all[i] = apart (table, row, table->unlike[i]);
  qsort (all, table->n_unlike, sizeof *all, compare_doubles);
  return all[nth - 1];
}

static void
assert_proof_holds (const Table   *table,
                    guint32        row,
                    double         limit,
                    const guint32 *proof,
                    gsize          n)
{
  for (gsize c = 0; c < n; c++)
    {
      g_assert_cmpuint (proof[c] % 6, !=, 5);
      g_assert_cmpuint (proof[c], !=, row);
      g_assert_cmpfloat (apart (table, row, proof[c]), <, limit);
      for (gsize b = 0; b < c; b++)
        g_assert_cmpuint (proof[b], !=, proof[c]);
    }
}

static void
assert_nothing_clear (const Table *table,
                      guint32      row,
                      double       limit,
                      gsize        n)
{
  gsize n_clear = 0;

  for (gsize i = 0; i < table->n_like; i++)
    n_clear += table->like[i] != row && (apart (table, row, table->like[i]) < limit * 0.998 || isinf (limit));
  g_assert_cmpuint (n_clear, <, n);
}

static gboolean
prove (const Table *table,
       gsize        nth,
       gsize        n_wanted,
       guint32     *proofs,
       ImbJob      *job,
       GError     **error)
{
  const ImbBetween between = { table->ends, 0 };
  const ImbUnlike  question = { table->x, table->like, table->n_like, table->like, table->n_like, table->unlike, table->n_unlike, table->ends != NULL ? &between : NULL, nth, n_wanted };

  return imb_unlike_prove (&question, proofs, job, error);
}

static void
check_table (const Table *table,
             Kind         kind,
             gsize        nth,
             gsize        n_wanted)
{
  const gsize         n = table->x->n_rows;
  g_autofree guint32 *proofs = g_new (guint32, n * n_wanted);
  g_autoptr (GError) error = NULL;
  gsize n_proven = 0;

  g_assert_true (prove (table, nth, n_wanted, proofs, NULL, &error));
  for (gsize i = 0; i < table->n_like; i++)
    {
      guint32        row = table->like[i];
      const guint32 *proof = proofs + i * n_wanted;
      double         limit = nth_unlike (table, row, nth);

      if (proof[0] != IMB_NO_ROW)
        assert_proof_holds (table, row, limit, proof, n_wanted);
      else if (kind != HUGE_VALUES)
        assert_nothing_clear (table, row, limit, n_wanted);
      n_proven += proof[0] != IMB_NO_ROW;
    }
  if (kind == CONSTANT || kind == HUGE_VALUES)
    g_assert_true (n_proven == 0 || nth > table->n_unlike);
  else if (kind != TIED && kind != DUPLICATED && n > 100)
    g_assert_cmpuint (n_proven, >, table->n_like / 20);
}

static void
check (Kind  kind,
       gsize n,
       gsize d,
       gsize nth,
       gsize n_wanted)
{
  g_auto (Table) table = make (kind, n, d);

  check_table (&table, kind, nth, n_wanted);
}

static void
test_proofs_are_true_and_none_is_missed (void)
{
  static const Kind kinds[] = { PLAIN, TIED, DUPLICATED, FAR_AWAY, CONSTANT, HUGE_VALUES, SORTED };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      check (kinds[i], 700, 3, 1, 3);
      check (kinds[i], 700, 3, 2, 2);
      check (kinds[i], 333, 40, 1, 1);
      check (kinds[i], 97, 1, 3, 4);
      check (kinds[i], 200, 300, 1, 3);
      check (kinds[i], 13, 2, 3, 2);
      check (kinds[i], 2900, 3, 1, 3); /* with anchors */
      check (kinds[i], 2900, 12, 2, 2);
      check (kinds[i], 2, 2, 1, 1);
    }
}

/* A random row of the same class among the first @n. */
static guint32
draw_like (ImbRng *rng,
           gsize   row,
           gsize   n)
{
  guint32 drawn;

  do
    drawn = (guint32) imb_rng_below (rng, (guint32) n);
  while ((drawn % 6 == 5) != (row % 6 == 5));
  return drawn;
}

/* Nine rows of ten lie between two of the first ones of their class. */
static Table
make_between (Kind  kind,
              gsize n,
              gsize d)
{
  Table  table = make (kind, n, d);
  ImbRng rng;

  imb_rng_init (&rng, 11);
  table.ends = g_new (ImbEnds, n);
  for (gsize i = 0; i < n; i++)
    {
      const double *a, *b;

      table.ends[i] = (ImbEnds){ IMB_NO_ROW, IMB_NO_ROW, 0.0 };
      if (i < n / 10)
        continue;
      table.ends[i] = (ImbEnds){ draw_like (&rng, i, n / 10), draw_like (&rng, i, n / 10), imb_rng_double (&rng) };
      a = imb_matrix_row (table.x, table.ends[i].first);
      b = imb_matrix_row (table.x, table.ends[i].second);
      for (gsize j = 0; j < d; j++)
        imb_matrix_row (table.x, i)[j] = a[j] + table.ends[i].share * (b[j] - a[j]);
    }
  return table;
}

static void
test_rows_between_others (void)
{
  static const Kind kinds[] = { PLAIN, TIED, DUPLICATED, FAR_AWAY, CONSTANT, HUGE_VALUES };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_auto (Table) few = make_between (kinds[i], 900, 12), wide = make_between (kinds[i], 300, 200), odd = make_between (kinds[i], 131, 17);

      check_table (&few, kinds[i], 1, 3);
      check_table (&wide, kinds[i], 1, 2);
      check_table (&odd, kinds[i], 1, 1);
      check_table (&few, kinds[i], 2, 2);
    }
}

/* Far from zero, where a row between others is rounded away from their line by as much as classes are apart. */
static void
test_rows_between_others_far_away (void)
{
  g_auto (Table) table = make (PLAIN, 900, 10);
  ImbRng rng;

  imb_rng_init (&rng, 3);
  table.ends = g_new (ImbEnds, 900);
  for (gsize i = 0; i < 900; i++)
    {
      table.ends[i] = (ImbEnds){ IMB_NO_ROW, IMB_NO_ROW, 0.0 };
      for (gsize j = 0; j < 10; j++)
        imb_matrix_row (table.x, i)[j] = 1e15 + round (imb_matrix_row (table.x, i)[j] * 8.0) / 8.0;
      if (i < 90)
        continue;
      table.ends[i] = (ImbEnds){ draw_like (&rng, i, 90), draw_like (&rng, i, 90), imb_rng_double (&rng) };
      for (gsize j = 0; j < 10; j++)
        {
          double a = imb_matrix_row (table.x, table.ends[i].first)[j], b = imb_matrix_row (table.x, table.ends[i].second)[j];

          imb_matrix_row (table.x, i)[j] = a + table.ends[i].share * (b - a);
        }
    }
  check_table (&table, TIED, 1, 3);
}

/* What is said of ends and is not true proves nothing that is not. */
static void
test_wrong_ends (void)
{
  g_auto (Table) table = make_between (PLAIN, 900, 12);

  for (gsize i = 90; i < 900; i++)
    if (i % 2 == 0)
      table.ends[i].share = i % 4 == 0 ? 1.0 - table.ends[i].share : 1e9;
    else if (i % 5 == 0)
      table.ends[i].second = i % 3 == 0 ? 5000 : (guint32) i;
  check_table (&table, PLAIN, 1, 3);
}

/* The balls themselves, asked from both sides: never too large, and hardly too small. */
static void
test_nearest_of_rows_between_others (void)
{
  static const gsize columns[] = { 9, 40, 300 };

  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    for (guint side = 0; side < 2; side++)
      {
        g_auto (Table) table = make_between (c == 1 ? FAR_AWAY : PLAIN, 1400, columns[c]);
        g_auto (ImbFrame) frame = { 0 };
        g_autofree double *least = g_new (double, 1400);
        gboolean           is_done;
        const ImbBetween   between = { table.ends, 0 };
        const guint32     *asked = side == 0 ? table.like : table.unlike, *others = side == 0 ? table.unlike : table.like;
        const gsize        n_asked = side == 0 ? table.n_like : table.n_unlike, n_others = side == 0 ? table.n_unlike : table.n_like;

        g_assert_true (imb_frame_learn (&frame, table.x, NULL, NULL, NULL));
        g_assert_true (imb_blend_find_nearest (table.x, &between, &frame, asked, n_asked, others, n_others, least, &is_done, NULL, NULL));
        g_assert_true (is_done);
        for (gsize i = 0; i < n_asked; i++)
          {
            double nearest = INFINITY;

            for (gsize b = 0; b < n_others; b++)
              nearest = MIN (nearest, apart (&table, asked[i], others[b]));
            nearest = sqrt (nearest) * frame.scale;
            g_assert_cmpfloat (least[i], <=, nearest);
            g_assert_cmpfloat (least[i], >=, nearest * 0.999 - 1e-6);
          }
      }
}

static void
test_too_few_between_others (void)
{
  g_auto (Table) table = make (PLAIN, 400, 5);
  g_auto (ImbFrame) frame = { 0 };
  g_autofree ImbEnds *ends = g_new (ImbEnds, 400);
  g_autofree double  *least = g_new (double, 400);
  const ImbBetween    between = { ends, 0 };
  gboolean            is_done;

  for (gsize i = 0; i < 400; i++)
    ends[i] = (ImbEnds){ IMB_NO_ROW, IMB_NO_ROW, 0.0 };
  g_assert_true (imb_frame_learn (&frame, table.x, NULL, NULL, NULL));
  g_assert_true (imb_blend_find_nearest (table.x, &between, &frame, table.like, table.n_like, table.unlike, table.n_unlike, least, &is_done, NULL, NULL));
  g_assert_false (is_done);
}

/* From each place of the table other rows are seen first. */
static void
test_threads_change_no_proof (void)
{
  g_auto (Table) table = make_between (PLAIN, 3000, 30);
  g_autofree guint32 *first = g_new (guint32, 3000 * 2), *second = g_new (guint32, 3000 * 2);

  imb_parallel_set_n_threads (1);
  prove (&table, 1, 2, first, NULL, NULL);
  imb_parallel_set_n_threads (5);
  prove (&table, 1, 2, second, NULL, NULL);
  imb_parallel_set_n_threads (0);
  g_assert_cmpmem (first, table.n_like * 2 * sizeof *first, second, table.n_like * 2 * sizeof *second);
}

static void
test_a_cancelled_proof_stops (void)
{
  g_auto (Table) table = make (PLAIN, 500, 4);
  g_autofree guint32 *proofs = g_new (guint32, 500);
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;

  imb_job_cancel (job);
  g_assert_false (prove (&table, 1, 1, proofs, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unlike/proofs-are-true-and-none-is-missed", test_proofs_are_true_and_none_is_missed);
  g_test_add_func ("/unlike/rows-between-others", test_rows_between_others);
  g_test_add_func ("/unlike/rows-between-others-far-away", test_rows_between_others_far_away);
  g_test_add_func ("/unlike/wrong-ends", test_wrong_ends);
  g_test_add_func ("/unlike/nearest-of-rows-between-others", test_nearest_of_rows_between_others);
  g_test_add_func ("/unlike/too-few-between-others", test_too_few_between_others);
  g_test_add_func ("/unlike/threads-change-no-proof", test_threads_change_no_proof);
  g_test_add_func ("/unlike/a-cancelled-proof-stops", test_a_cancelled_proof_stops);
  return g_test_run ();
}
