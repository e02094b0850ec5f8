/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine's ground: the random stream against numpy 1.24's values, jobs, blocks, matrices, views. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "engine/imb.h"
#include "engine/kernels/imb-usable.h"

static void
test_words_are_numpys (void)
{
  const guint32 wanted[] = { 1608637542u, 3421126067u, 4083286876u, 787846414u, 3143890026u, 3348747335u };
  ImbRng        rng;

  imb_rng_init (&rng, 42);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_cmpuint (imb_rng_word (&rng), ==, wanted[i]);
}

static void
test_doubles_are_numpys (void)
{
  const double doubles[] = { 0x1.7f8771e5f51ecp-2, 0x1.e6c4068bbd654p-1, 0x1.76c7e8f1e6751p-1, 0x1.32835d6632cb0p-1 };
  const double uniforms[] = { 0x1.3e5a0ea4d9eb8p-1, 0x1.29eb85ba45b8ap+2, 0x1.8fddd7a7534cep+1 };
  ImbRng       rng;

  imb_rng_init (&rng, 42);
  for (guint i = 0; i < G_N_ELEMENTS (doubles); i++)
    g_assert_cmpfloat (imb_rng_double (&rng), ==, doubles[i]);
  imb_rng_init (&rng, 42);
  for (guint i = 0; i < G_N_ELEMENTS (uniforms); i++)
    g_assert_cmpfloat (imb_rng_uniform (&rng, -2.0, 5.0), ==, uniforms[i]);
}

static void
test_whole_numbers_are_numpys (void)
{
  const guint64 tens[] = { 6, 3, 7, 4, 6, 9, 2, 6, 7, 4, 3, 7 };
  const guint64 millions[] = { 585903, 189636, 573977, 535030, 759363, 839891 };
  const guint64 wide[] = { 752595690692, 108744157686, 291964244179, 650496783975 };
  ImbRng        rng;

  imb_rng_init (&rng, 42);
  for (guint i = 0; i < G_N_ELEMENTS (tens); i++)
    g_assert_cmpuint (imb_rng_below (&rng, 10), ==, tens[i]);
  imb_rng_init (&rng, 7);
  for (guint i = 0; i < G_N_ELEMENTS (millions); i++)
    g_assert_cmpuint (imb_rng_below (&rng, 1000003), ==, millions[i]);
  imb_rng_init (&rng, 7);
  for (guint i = 0; i < G_N_ELEMENTS (wide); i++)
    g_assert_cmpuint (imb_rng_below (&rng, G_GUINT64_CONSTANT (1) << 40), ==, wide[i]);
}

static void
test_one_choice_takes_nothing (void)
{
  ImbRng rng;

  imb_rng_init (&rng, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (imb_rng_below (&rng, 1), ==, 0);
  g_assert_cmpuint (imb_rng_below (&rng, 100), ==, 24);
  g_assert_cmpuint (imb_rng_below (&rng, 100), ==, 3);
}

static void
test_many_whole_numbers_are_one_after_the_other (void)
{
  const guint32 bounds[] = { 1, 2, 10, 4097, 0x80000001u, G_MAXUINT32 };
  ImbRng        one, many;
  guint32       out[2 * 1000];

  for (guint b = 0; b < G_N_ELEMENTS (bounds); b++)
    {
      imb_rng_init (&one, 9);
      imb_rng_init (&many, 9);
      imb_rng_below_many (&many, bounds[b], out, 1000, 2);
      for (guint i = 0; i < 1000; i++)
        g_assert_cmpuint (out[2 * i], ==, imb_rng_below (&one, bounds[b]));
      g_assert_cmpfloat (imb_rng_double (&one), ==, imb_rng_double (&many));
    }
}

/* From an odd word on, too, where a double takes the last word of one state and the first of the next. */
static void
test_many_doubles_are_one_after_the_other (void)
{
  ImbRng one, many;
  double out[2 * 1000];

  for (guint skip = 0; skip < 3; skip++)
    {
      imb_rng_init (&one, 9);
      imb_rng_init (&many, 9);
      for (guint i = 0; i < skip; i++)
        g_assert_cmpuint (imb_rng_word (&one), ==, imb_rng_word (&many));
      imb_rng_double_many (&many, out, 1000, 2);
      for (guint i = 0; i < 1000; i++)
        g_assert_cmpfloat (out[2 * i], ==, imb_rng_double (&one));
      g_assert_cmpuint (imb_rng_word (&one), ==, imb_rng_word (&many));
    }
}

static void
test_permutations_are_numpys (void)
{
  const guint32 wanted[] = { 8, 1, 5, 0, 7, 2, 9, 4, 3, 6 };
  guint32       got[10];
  ImbRng        rng;

  imb_rng_init (&rng, 42);
  imb_rng_permutation (&rng, got, G_N_ELEMENTS (got));
  g_assert_cmpmem (got, sizeof got, wanted, sizeof wanted);
}

static void
test_normals_gammas_betas_are_numpys (void)
{
  const double normals[] = { 0x1.fca2a28a9307cp-2, -0x1.1b2a505de052ap-3, 0x1.4b9dd50245e68p-1, 0x1.85e548e01aa2bp+0, -0x1.df8bcdf57a640p-3 };
  const double gammas[] = { 0x1.7dd761310531cp+1, 0x1.f82e11ab654e1p+0, 0x1.d7074cc26df19p+0 };
  const double betas[] = { 0x1.19929853ad529p-1, 0x1.ffffa52064e5ep-2, 0x1.1d917236224f1p-1 };
  ImbRng       rng;

  imb_rng_init (&rng, 42);
  for (guint i = 0; i < G_N_ELEMENTS (normals); i++)
    g_assert_cmpfloat_with_epsilon (imb_rng_normal (&rng), normals[i], 1e-15);
  imb_rng_init (&rng, 42);
  for (guint i = 0; i < G_N_ELEMENTS (gammas); i++)
    g_assert_cmpfloat_with_epsilon (imb_rng_gamma (&rng, 2.5), gammas[i], 1e-14);
  imb_rng_init (&rng, 42);
  for (guint i = 0; i < G_N_ELEMENTS (betas); i++)
    g_assert_cmpfloat_with_epsilon (imb_rng_beta (&rng, 10.0, 10.0), betas[i], 1e-14);
}

static void
test_a_copied_stream_starts_again (void)
{
  ImbRng first, second;

  imb_rng_init (&first, 5);
  imb_rng_normal (&first);
  second = first;
  for (guint i = 0; i < 700; i++)
    g_assert_cmpfloat (imb_rng_normal (&first), ==, imb_rng_normal (&second));
}

static void
test_parts_add_up_to_the_whole (void)
{
  g_autoptr (ImbJob) whole = imb_job_new ();
  g_autoptr (ImbJob) first = imb_job_new_part (whole, 0.25);
  g_autoptr (ImbJob) second = imb_job_new_part (whole, 0.75);

  g_assert_true (imb_job_step (first, 1, 2, NULL));
  g_assert_cmpfloat_with_epsilon (imb_job_get_fraction (whole), 0.125, 1e-5);
  g_assert_true (imb_job_step (first, 2, 2, NULL));
  g_assert_true (imb_job_step (second, 7, 7, NULL));
  g_assert_cmpfloat_with_epsilon (imb_job_get_fraction (whole), 1.0, 1e-5);
  g_assert_null (imb_job_new_part (NULL, 0.5));
}

static void
assert_bytes (gsize       n_bytes,
              gsize       all_bytes,
              const char *wanted)
{
  const ImbAmounts amounts = { n_bytes, all_bytes, 0 };
  g_autofree char *text = imb_amounts_dup_bytes (&amounts);

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_amounts_are_the_wholes (void)
{
  g_autoptr (ImbJob) whole = imb_job_new ();
  g_autoptr (ImbJob) part = imb_job_new_part (whole, 0.5);
  g_autoptr (ImbJob) inner = imb_job_new_part (part, 0.0);

  imb_job_begin_pass (part, 1000);
  imb_job_count (inner, 300, 4);
  imb_job_count (part, 100, 1);
  imb_job_count (NULL, 100, 1);
  g_assert_cmpuint (imb_job_get_amounts (whole).n_bytes, ==, 400);
  g_assert_cmpuint (imb_job_get_amounts (whole).all_bytes, ==, 1000);
  g_assert_cmpuint (imb_job_get_amounts (whole).n_rows, ==, 5);
  imb_job_begin_pass (inner, 0);
  g_assert_cmpuint (imb_job_get_amounts (whole).n_rows, ==, 0);

  assert_bytes (0, 0, NULL);
  assert_bytes (12, 999, "12 of 999 bytes");
  assert_bytes (1200, 5400, "1.2 of 5.4 kB");
  assert_bytes (84000000, 161300000, "84 of 161 MB");
  assert_bytes (99, 10, "10 of 10 bytes"); /* the file grows */
}

static void
test_cancelling_the_whole_cancels_its_parts (void)
{
  g_autoptr (ImbJob) whole = imb_job_new ();
  g_autoptr (ImbJob) part = imb_job_new_part (whole, 0.5);
  g_autoptr (GError) error = NULL;

  imb_job_cancel (whole);
  g_assert_false (imb_job_step (part, 0, 1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gboolean
square (gsize    block,
        gpointer data,
        GError **error)
{
  ((double *) data)[block] += (double) block * (double) block;
  return TRUE;
}

static void
test_every_block_is_done_once (void)
{
  for (guint n_threads = 1; n_threads <= 7; n_threads += 3)
    {
      g_autofree double *out = g_new0 (double, 10007);

      imb_parallel_set_n_threads (n_threads);
      g_assert_true (imb_parallel_for (10007, square, out, NULL, NULL));
      for (gsize i = 0; i < 10007; i++)
        g_assert_cmpfloat (out[i], ==, (double) i * (double) i);
    }
  imb_parallel_set_n_threads (0);
}

#define CALLERS 4
#define LOOPS   500
#define FEW     3 /* blocks: most helpers find them done */

static gpointer
loop_often (gpointer unused)
{
  for (guint i = 0; i < LOOPS; i++)
    {
      double out[FEW] = { 0.0 };

      g_assert_true (imb_parallel_for (FEW, square, out, NULL, NULL));
      for (gsize block = 0; block < FEW; block++)
        g_assert_cmpfloat (out[block], ==, (double) block * (double) block);
    }
  return NULL;
}

/* Each loop's memory is gone when it has returned: who came late does not touch it. */
static void
test_small_loops_of_many_callers (void)
{
  GThread *callers[CALLERS];

  imb_parallel_set_n_threads (FEW);
  for (guint t = 0; t < CALLERS; t++)
    callers[t] = g_thread_new ("caller", loop_often, NULL);
  for (guint t = 0; t < CALLERS; t++)
    g_thread_join (callers[t]);
  imb_parallel_set_n_threads (0);
}

static gboolean
fail_from_five (gsize    block,
                gpointer data,
                GError **error)
{
  if (block < 5)
    return TRUE;
  g_set_error (error, IMB_ERROR, IMB_ERROR_NUMBERS, "block %zu", block);
  return FALSE;
}

static gboolean
nested (gsize    block,
        gpointer data,
        GError **error)
{
  return imb_parallel_for (20, fail_from_five, NULL, NULL, error);
}

static void
test_an_error_ends_the_loop (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) inner = NULL;

  imb_parallel_set_n_threads (1);
  g_assert_false (imb_parallel_for (100, fail_from_five, NULL, NULL, &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_NUMBERS);
  g_assert_cmpstr (error->message, ==, "block 5");
  imb_parallel_set_n_threads (4);
  g_assert_false (imb_parallel_for (3, nested, NULL, NULL, &inner));
  g_assert_cmpstr (inner->message, ==, "block 5");
  imb_parallel_set_n_threads (0);
}

static void
test_a_cancelled_loop_stops (void)
{
  g_autoptr (ImbJob) job = imb_job_new ();
  g_autoptr (GError) error = NULL;
  double out[4] = { 0 };

  imb_job_cancel (job);
  g_assert_false (imb_parallel_for (4, square, out, job, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Of sizes on both sides of those that the heap has, one after another, so that it grows. */
static void
test_whole_matrices_are_there (void)
{
  ImbMatrix  *all[6];
  const gsize sizes[] = { 0, 1, 500, 8181, 10000, 70000 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      all[s] = imb_matrix_new_whole (sizes[s], 10, NULL);
      g_assert_nonnull (all[s]);
      g_assert_cmpuint ((gsize) all[s]->data % 64, ==, 0);
      memset (all[s]->data, (int) s + 1, all[s]->n_bytes);
    }
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      for (gsize i = 0; i < all[s]->n_bytes; i += 512)
        g_assert_cmpint (((const char *) all[s]->data)[i], ==, (int) s + 1);
      imb_matrix_free (all[s]);
    }
}

static void
test_matrices_are_aligned_and_zero (void)
{
  const gsize sizes[] = { 0, 1, 3, 1000, 70000 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autoptr (ImbMatrix) m = imb_matrix_new (sizes[s], 9, NULL);

      g_assert_nonnull (m);
      g_assert_cmpuint ((gsize) m->data % 64, ==, 0);
      g_assert_cmpuint (m->stride, ==, 16);
      for (gsize i = 0; i < m->n_rows * m->stride; i++)
        g_assert_cmpfloat (m->data[i], ==, 0.0);
    }
}

/* Of a large block that was freed a smaller one takes a part, the next one of the rest, and all is one again afterwards. */
static void
test_freed_memory_is_divided_and_joined (void)
{
  const gsize million = 1 << 20; /* 8 MB */
  double     *whole = imb_block_new_unset (40 * million), *first, *second, *again;

  imb_block_free (whole, 40 * million);
  first = imb_block_new_unset (10 * million);
  second = imb_block_new (20 * million);
  g_assert_true (first == whole && second == whole + 10 * million);
  g_assert_cmpfloat (second[20 * million - 1], ==, 0.0);
  imb_block_free (first, 10 * million);
  imb_block_free (second, 20 * million);
  again = imb_block_new_unset (40 * million);
  g_assert_true (again == whole);
  imb_block_free (again, 40 * million);
}

static void
test_an_impossible_matrix_is_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ImbMatrix) m = imb_matrix_new (G_MAXSIZE / 4, 1000, &error);

  g_assert_null (m);
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE);
  g_clear_error (&error);

  g_assert_null (imb_rows_new (G_MAXSIZE / 4, sizeof (double), &error));
  g_assert_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE);
}

static void
test_a_view_reaches_both_blocks (void)
{
  g_autoptr (ImbMatrix) base = imb_matrix_new (2, 1, NULL);
  g_autoptr (ImbMatrix) made = imb_matrix_new (1, 1, NULL);
  const guint16 classes[] = { 0, 1, 1 };
  const guint32 rows[] = { 2, 0 };
  ImbView       view = { .base = base, .made = made, .classes = classes, .rows = rows, .n_rows = 2, .n_classes = 2 };
  gsize         counts[2];

  *imb_matrix_row (base, 0) = 10.0;
  *imb_matrix_row (made, 0) = 30.0;
  g_assert_cmpfloat (imb_view_row (&view, 0)[0], ==, 30.0);
  g_assert_cmpfloat (imb_view_row (&view, 1)[0], ==, 10.0);
  g_assert_cmpuint (imb_view_class (&view, 0), ==, 1);
  imb_view_count (&view, counts);
  g_assert_cmpuint (counts[0], ==, 1);
  g_assert_cmpuint (counts[1], ==, 1);

  g_autoptr (ImbMatrix) gathered = imb_view_gather (&view, NULL, 0, NULL, NULL);
  g_assert_cmpfloat (imb_matrix_row (gathered, 0)[0], ==, 30.0);
  g_assert_cmpfloat (imb_matrix_row (gathered, 1)[0], ==, 10.0);
}

static void
test_a_tail_is_the_matrix_itself (void)
{
  const gsize n = 100000;
  g_autoptr (ImbMatrix) all = imb_matrix_new (n, 9, NULL);
  g_autoptr (ImbMatrix) tail = imb_matrix_new_tail (all, n - 2);

  g_assert_cmpuint (tail->n_rows, ==, 2);
  g_assert_true (imb_matrix_row (tail, 1) == imb_matrix_row (all, n - 1));
  imb_matrix_row (all, 0)[0] = 1.0;
  imb_matrix_row (tail, 0)[8] = 3.0;
  imb_matrix_forget (all, n - 2);
  g_assert_cmpfloat (imb_matrix_row (all, 0)[0], ==, 0.0); /* the page went back */
  g_assert_cmpfloat (imb_matrix_row (tail, 0)[8], ==, 3.0);
}

/* A block that was asked for once is given back whole, whatever became of its rows. */
static void
test_a_matrix_that_was_cut_is_freed (void)
{
  for (gsize n = 100000; n > 0; n /= 10)
    {
      g_autoptr (ImbMatrix) matrix = imb_matrix_new_unset (n, 30, NULL);

      matrix->n_rows = 1;
    }
}

static void
test_all_rows_of_a_view_are_seen_as_one_matrix (void)
{
  g_autoptr (ImbMatrix) base = imb_matrix_new (2, 1, NULL), block = imb_matrix_new (3, 1, NULL);
  g_autoptr (ImbMatrix) made = imb_matrix_new_tail (block, 2);
  const guint32    rows[] = { 1, 0, 2 };
  ImbWhole         whole = { block, 2 };
  ImbView          view = imb_view_of (base, NULL, 0);
  const ImbMatrix *seen;
  ImbMatrix       *own;

  g_assert_true (imb_view_see_whole (&view, &own, NULL, NULL) == base && own == NULL);
  imb_matrix_row (base, 0)[0] = 10.0;
  imb_matrix_row (base, 1)[0] = 20.0;
  imb_matrix_row (made, 0)[0] = 30.0;
  view.made = made;
  view.rows = rows;
  view.n_rows = 3;
  for (guint i = 0; i < 3; i++) /* a copy; in the room there is; what is there now */
    {
      view.whole = i > 0 ? &whole : NULL;
      seen = imb_view_see_whole (&view, &own, NULL, NULL);
      g_assert_true (i == 0 ? seen == own : seen == block && own == NULL);
      g_assert_cmpfloat (imb_matrix_row (seen, 0)[0], ==, 20.0);
      g_assert_cmpfloat (imb_matrix_row (seen, 1)[0], ==, 10.0);
      g_assert_cmpfloat (imb_matrix_row (seen, 2)[0], ==, 30.0);
      imb_matrix_free (own);
      g_assert_cmpuint (whole.n_empty, ==, i > 0 ? 0 : 2);
    }
}

static void
test_the_first_unusable_value_is_found (void)
{
  g_autoptr (ImbMatrix) base = imb_matrix_new (90000, 3, NULL);
  g_autoptr (ImbMatrix) made = imb_matrix_new (2, 3, NULL);
  g_autofree guint16 *classes = g_new0 (guint16, 90002);
  ImbView             view = imb_view_of (base, classes, 2);
  ImbUnusable         first;
  guint               some;

  classes[5] = 1;
  g_assert_cmpuint (imb_view_n_present (&view, &some), ==, 2);
  classes[5] = 0;
  g_assert_cmpuint (imb_view_n_present (&view, &some), ==, 1);
  g_assert_cmpuint (some, ==, 0);

  g_assert_true (imb_find_unusable (&view, 1e150, &first, NULL, NULL));
  g_assert_false (first.is_found);

  view.made = made;
  view.n_rows = 90002;
  imb_matrix_row (made, 1)[2] = -1e151;
  g_assert_true (imb_find_unusable (&view, DBL_MAX, &first, NULL, NULL));
  g_assert_false (first.is_found);
  g_assert_true (imb_find_unusable (&view, 1e150, &first, NULL, NULL));
  g_assert_cmpuint (first.row, ==, 90001);
  g_assert_cmpuint (first.column, ==, 2);
  g_assert_cmpfloat (first.value, ==, -1e151);

  imb_matrix_row (base, 80000)[0] = INFINITY;
  imb_matrix_row (base, 40000)[1] = NAN;
  g_assert_true (imb_find_unusable (&view, DBL_MAX, &first, NULL, NULL));
  g_assert_cmpuint (first.row, ==, 40000);
  g_assert_cmpuint (first.column, ==, 1);
  g_assert_true (isnan (first.value));
  g_assert_true (imb_find_too_large (&view, 1e150, &first, NULL, NULL));
  g_assert_cmpuint (first.row, ==, 90001);
  g_assert_true (imb_find_too_large (&view, DBL_MAX, &first, NULL, NULL));
  g_assert_false (first.is_found);
}

static void
test_a_note_is_kept_once (void)
{
  g_autoptr (ImbNotes) notes = imb_notes_new ();
  g_autoptr (ImbNotes) others = imb_notes_new ();

  imb_notes_add (notes, "k is %d", 3);
  imb_notes_add (others, "k is %d", 3);
  imb_notes_add (others, "%s", "100 % of it");
  imb_notes_add_all (notes, others);
  g_assert_cmpuint (imb_notes_n (notes), ==, 2);
  g_assert_cmpstr (imb_notes_at (notes, 1), ==, "100 % of it");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rng/words-are-numpys", test_words_are_numpys);
  g_test_add_func ("/rng/doubles-are-numpys", test_doubles_are_numpys);
  g_test_add_func ("/rng/whole-numbers-are-numpys", test_whole_numbers_are_numpys);
  g_test_add_func ("/rng/one-choice-takes-nothing", test_one_choice_takes_nothing);
  g_test_add_func ("/rng/many-whole-numbers", test_many_whole_numbers_are_one_after_the_other);
  g_test_add_func ("/rng/many-doubles", test_many_doubles_are_one_after_the_other);
  g_test_add_func ("/rng/permutations-are-numpys", test_permutations_are_numpys);
  g_test_add_func ("/rng/normals-gammas-betas-are-numpys", test_normals_gammas_betas_are_numpys);
  g_test_add_func ("/rng/a-copied-stream-starts-again", test_a_copied_stream_starts_again);
  g_test_add_func ("/job/parts-add-up-to-the-whole", test_parts_add_up_to_the_whole);
  g_test_add_func ("/job/cancelling-the-whole-cancels-its-parts", test_cancelling_the_whole_cancels_its_parts);
  g_test_add_func ("/job/amounts-are-the-whole's", test_amounts_are_the_wholes);
  g_test_add_func ("/parallel/every-block-is-done-once", test_every_block_is_done_once);
  g_test_add_func ("/parallel/small-loops-of-many-callers", test_small_loops_of_many_callers);
  g_test_add_func ("/parallel/an-error-ends-the-loop", test_an_error_ends_the_loop);
  g_test_add_func ("/parallel/a-cancelled-loop-stops", test_a_cancelled_loop_stops);
  g_test_add_func ("/matrix/aligned-and-zero", test_matrices_are_aligned_and_zero);
  g_test_add_func ("/matrix/whole-ones-are-there", test_whole_matrices_are_there);
  g_test_add_func ("/matrix/freed-memory-is-divided-and-joined", test_freed_memory_is_divided_and_joined);
  g_test_add_func ("/matrix/an-impossible-one-is-refused", test_an_impossible_matrix_is_refused);
  g_test_add_func ("/matrix/a-tail-is-the-matrix-itself", test_a_tail_is_the_matrix_itself);
  g_test_add_func ("/matrix/one-that-was-cut-is-freed", test_a_matrix_that_was_cut_is_freed);
  g_test_add_func ("/view/reaches-both-blocks", test_a_view_reaches_both_blocks);
  g_test_add_func ("/view/all-rows-are-seen-as-one-matrix", test_all_rows_of_a_view_are_seen_as_one_matrix);
  g_test_add_func ("/view/the-first-unusable-value-is-found", test_the_first_unusable_value_is_found);
  g_test_add_func ("/notes/a-note-is-kept-once", test_a_note_is_kept_once);
  return g_test_run ();
}
