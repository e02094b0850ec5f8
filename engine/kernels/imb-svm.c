/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Support vectors by libsvm (Chang, Lin 2011, doi:10.1145/1961189.1961199), told what scikit-learn tells its copy of it: rows
 * class after class, shrinking, a cache of 200 MB, tolerance 0.001. From O(n²) to O(n³) · d.
 *
 * libsvm can neither be stopped nor asked how far it is: between two words to its output can lie a minute. So it runs in a child
 * process, which shares the problem as it was when the child was made and gives its answer through a page of shared
 * memory. Whoever cancels ends the child, with all its memory, at once; so does the end of this process. The
 * child touches nothing else: no lock, no file, no exit handler of this program. */
#include "engine/kernels/imb-svm.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libsvm/svm.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/core/imb-error.h"

#define ROWS_A_STEP 512
#define CACHE_MB    200.0
#define TOLERANCE   1e-3
#define SHORTEST_US 50.0 /* between two looks at the child */
#define LONGEST_US  5000.0

typedef struct svm_node Node;

typedef struct
{
  Node   *nodes;   /* (array length=n_rows*(n_cols+1)): the values that are not zero */
  Node  **starts;  /* (array length=n_rows): of the rows in the order of their classes */
  double *labels;  /* in that order */
  gsize  *row_of;  /* in that order */
  double  n_cells; /* with codes as columns of their own */
  double  gamma;
} Problem;

static void
problem_clear (Problem *self)
{
  g_free (self->nodes);
  g_free (self->starts);
  g_free (self->labels);
  g_free (self->row_of);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Problem, problem_clear)

static Node *
write_row (const double *row,
           const guint  *n_levels,
           gsize         n_cols,
           Node         *to)
{
  int index = 1;

  for (gsize j = 0; j < n_cols; j++)
    {
      if (n_levels != NULL && n_levels[j] > 0)
        *to++ = (Node){ index + (int) row[j], 1.0 };
      else if (row[j] != 0.0)
        *to++ = (Node){ index, row[j] };
      index += n_levels != NULL && n_levels[j] > 0 ? (int) n_levels[j] : 1;
    }
  *to++ = (Node){ -1, 0.0 };
  return to;
}

/* Class after class: libsvm numbers classes as it meets them. */
static void
order_rows (const guint16 *classes,
            gsize          n,
            Problem       *problem)
{
  g_autofree gsize *next = g_new0 (gsize, G_MAXUINT16 + 2);

  for (gsize i = 0; i < n; i++)
    next[classes[i] + 1]++;
  for (guint c = 0; c <= G_MAXUINT16; c++)
    next[c + 1] += next[c];
  for (gsize i = 0; i < n; i++)
    {
      gsize at = next[classes[i]]++;

      problem->row_of[at] = i;
      problem->labels[at] = classes[i];
    }
}

static gboolean
write_nodes (const ImbMatrix *x,
             const guint     *n_levels,
             Problem         *problem,
             ImbJob          *job,
             GError         **error)
{
  Node *to = problem->nodes;

  for (gsize at = 0; at < x->n_rows; at++)
    {
      if (at % ROWS_A_STEP == 0 && !imb_job_step (job, 0, 0, error))
        return FALSE;
      problem->starts[at] = to;
      to = write_row (imb_matrix_row (x, problem->row_of[at]), n_levels, x->n_cols, to);
    }
  return TRUE;
}

/* 1 / (columns · variance of all values), or 1 when they are all the same. The values not stored are zeros. */
static gboolean
find_scale (const ImbMatrix *x,
            const guint     *n_levels,
            Problem         *problem,
            ImbJob          *job,
            GError         **error)
{
  double n_cols = 0.0, n_values, mean = 0.0, variance = 0.0, n_stored = 0.0;

  for (gsize j = 0; j < x->n_cols; j++)
    n_cols += n_levels != NULL && n_levels[j] > 0 ? n_levels[j] : 1;
  n_values = n_cols * (double) x->n_rows;

  for (guint pass = 0; pass < 2; pass++)
    {
      for (gsize at = 0; at < x->n_rows; at++)
        {
          double sum = 0.0;

          if (at % ROWS_A_STEP == 0 && !imb_job_step (job, 0, 0, error))
            return FALSE;
          for (const Node *node = problem->starts[at]; node->index > 0; node++)
            {
              sum += pass == 0 ? node->value : (node->value - mean) * (node->value - mean);
              n_stored += pass;
            }
          *(pass == 0 ? &mean : &variance) += sum / n_values;
        }
    }
  variance += (n_values - n_stored) / n_values * mean * mean;
  problem->gamma = variance > 0.0 ? 1.0 / (n_cols * variance) : 1.0;
  return TRUE;
}

static gboolean
make_problem (const ImbMatrix *x,
              const guint     *n_levels,
              const guint16   *classes,
              double           gamma,
              Problem         *problem,
              ImbJob          *job,
              GError         **error)
{
  const gsize n = x->n_rows;

  problem->nodes = n < G_MAXSIZE / (x->n_cols + 1) ? g_try_new (Node, MAX (n * (x->n_cols + 1), 1)) : NULL;
  problem->starts = g_try_new (Node *, MAX (n, 1));
  problem->labels = g_try_new (double, MAX (n, 1));
  problem->row_of = g_try_new (gsize, MAX (n, 1));
  if (n > G_MAXINT || problem->nodes == NULL || problem->starts == NULL || problem->labels == NULL || problem->row_of == NULL)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                   _ ("There is no memory for a support vector machine on %zu rows of %zu columns; use fewer of them."), n, x->n_cols);
      return FALSE;
    }

  order_rows (classes, n, problem);
  problem->gamma = gamma;
  return write_nodes (x, n_levels, problem, job, error)
         && (gamma > 0.0 || find_scale (x, n_levels, problem, job, error));
}

/* ---- in the child ---- */

static void
say_nothing (const char *text)
{
}

/* Two bytes of answer for a row would do; the last one says that all of them are there. */
G_GNUC_NORETURN static void
solve (const Problem *problem,
       gsize          n,
       double         cost,
       guint8        *answer)
{
  const struct svm_parameter parameter = {
    .svm_type = C_SVC,
    .kernel_type = RBF,
    .gamma = problem->gamma,
    .cache_size = CACHE_MB,
    .eps = TOLERANCE,
    .C = cost,
    .shrinking = 1,
  };
  const struct svm_problem rows = { (int) n, problem->labels, problem->starts };
  const struct svm_model  *model;

  svm_set_print_string_function (say_nothing);
  model = svm_train (&rows, &parameter);
  for (int i = 0; i < model->l; i++)
    answer[problem->row_of[model->sv_indices[i] - 1]] = 1;
  answer[n] = 1;
  _exit (0);
}

/* Nothing that belongs to the parent is left to the child but memory. */
static void
leave_parent (pid_t parent)
{
  int nowhere = open ("/dev/null", O_WRONLY | O_CLOEXEC);

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  signal (SIGINT, SIG_IGN); /* of the terminal: the parent decides */
  setrlimit (RLIMIT_CORE, &(struct rlimit){ 0, 0 });
  if (nowhere >= 0)
    dup2 (nowhere, STDERR_FILENO);
  if (getppid () != parent)
    _exit (1);
}

/* ---- in the parent ---- */

/* Until the child has ended; ends it when the job is cancelled. */
static gboolean
wait_for (pid_t    child,
          ImbJob  *job,
          GError **error)
{
  for (double pause = SHORTEST_US; waitpid (child, NULL, WNOHANG) == 0; pause = MIN (pause * 1.3, LONGEST_US))
    {
      g_usleep ((gulong) pause);
      if (!imb_job_step (job, 0, 0, error))
        {
          kill (child, SIGKILL);
          waitpid (child, NULL, 0);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
solve_apart (const Problem *problem,
             gsize          n,
             double         cost,
             guint8        *answer,
             ImbJob        *job,
             GError       **error)
{
  pid_t parent = getpid (), child = fork ();

  if (child == 0)
    {
      leave_parent (parent);
      solve (problem, n, cost, answer);
    }
  if (child < 0)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE,
                   _ ("The process for the support vector machine could not be started: %s; close other programs, or use another sampler."), g_strerror (errno));
      return FALSE;
    }
  if (!wait_for (child, job, error))
    return FALSE;
  if (answer[n] == 1)
    return TRUE;

  g_set_error (error, IMB_ERROR, IMB_ERROR_NUMBERS,
               _ ("The support vector machine ended without a result on %zu rows, perhaps for lack of memory; use fewer rows."), n);
  return FALSE;
}

gboolean
imb_svm_find_support (const ImbMatrix    *x,
                      const guint        *n_levels,
                      const guint16      *classes,
                      const ImbSvmParams *params,
                      guint8             *is_support,
                      ImbJob             *job,
                      GError            **error)
{
  g_auto (Problem) problem = { 0 };
  const gsize n = x->n_rows;
  guint8     *answer;
  gboolean    ok;

  if (!make_problem (x, n_levels, classes, params->gamma, &problem, job, error))
    return FALSE;

  answer = mmap (NULL, n + 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (answer == MAP_FAILED)
    {
      g_set_error (error, IMB_ERROR, IMB_ERROR_TOO_LARGE, _ ("There is no memory for the answer on %zu rows; use fewer rows."), n);
      return FALSE;
    }
  ok = solve_apart (&problem, n, params->cost, answer, job, error);
  if (ok)
    memcpy (is_support, answer, n);
  munmap (answer, n + 1);
  return ok;
}
