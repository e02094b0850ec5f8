/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pool of threads for the whole program. The caller works too; blocks are handed out by a counter, so
 * which thread does a block is chance, but what a block does is not. A loop has seats for helpers and closes when its blocks are dealt out: on a busy
 * machine a helper comes late or not at all, and nobody waits for one that has not come. */
#include "engine/core/imb-parallel.h"

#include <cblas.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* OpenBLAS starts threads of its own when it is loaded, which wait busily; on one thread inside, they only
 * take the processor from ours. Its pthread build exports this. */
extern int blas_thread_shutdown_ (void) __attribute__ ((weak));

typedef struct _Loop Loop;

struct _Loop
{
  ImbParallelFunc func;
  gpointer        data;
  ImbJob         *job;
  gsize           n_blocks;
  gsize           next;   /* atomic */
  gsize           done;   /* atomic */
  gint            failed; /* atomic: no new blocks */

  /* Under the lock. */
  guint   n_seats;  /* that are free */
  guint   n_inside; /* helpers that took one and have not left */
  GCond   all_left;
  Loop   *other; /* the next that has seats */
  GError *error;
  gsize   error_block;
};

static guint    wanted_threads;
static GPrivate inside_block = G_PRIVATE_INIT (NULL);
static gsize    started;

static GMutex lock; /* of all below, and of every loop */
static GCond  come;
static Loop  *loops; /* that have seats */
static guint  n_seats;
static guint  n_helpers;
static guint  n_busy; /* helpers in a loop */

static void
fail (Loop   *loop,
      gsize   block,
      GError *error)
{
  g_mutex_lock (&lock);
  if (loop->error == NULL || block < loop->error_block)
    {
      g_clear_error (&loop->error);
      loop->error = g_steal_pointer (&error);
      loop->error_block = block;
    }
  g_mutex_unlock (&lock);
  g_clear_error (&error);
  g_atomic_int_set (&loop->failed, 1);
}

static void
work (Loop *loop)
{
  while (!g_atomic_int_get (&loop->failed))
    {
      gsize   block = (gsize) g_atomic_pointer_add (&loop->next, 1);
      GError *error = NULL;

      if (block >= loop->n_blocks)
        return;

      if (!imb_job_step (loop->job, 0, 0, &error) || !loop->func (block, loop->data, &error))
        {
          fail (loop, block, error);
          return;
        }
      imb_job_step (loop->job, (gsize) g_atomic_pointer_add (&loop->done, 1) + 1, loop->n_blocks, NULL);
    }
}

static void
quieten_blas (void)
{
  if (blas_thread_shutdown_ != NULL)
    blas_thread_shutdown_ ();
}

/* Forever. @is_first: BLAS's threads end when they are asked to, but not at once, and only this one waits for it. */
static gpointer
help (gpointer is_first)
{
  if (is_first != NULL)
    quieten_blas ();
  g_private_set (&inside_block, GINT_TO_POINTER (1));
  g_mutex_lock (&lock);
  while (TRUE)
    {
      Loop *loop = loops;

      if (loop == NULL)
        {
          g_cond_wait (&come, &lock);
          continue;
        }
      if (--loop->n_seats == 0)
        loops = loop->other;
      n_seats--;
      loop->n_inside++;
      n_busy++;
      g_mutex_unlock (&lock);

      work (loop);

      g_mutex_lock (&lock);
      n_busy--;
      if (--loop->n_inside == 0)
        g_cond_signal (&loop->all_left);
    }
  return NULL;
}

static void
start (void)
{
  if (g_once_init_enter (&started))
    {
      openblas_set_num_threads (1);
      if (imb_parallel_get_n_threads () == 1)
        quieten_blas ();
#ifdef __GLIBC__
      /* Arrays of some megabytes come and go with every result: the heap keeps their pages instead of the kernel. */
      mallopt (M_MMAP_THRESHOLD, 32 << 20);
      mallopt (M_TRIM_THRESHOLD, 64 << 20);
      /* What is freed is joined at once: many small pieces left for later are joined in one go, 36 ms after a wide table. */
      mallopt (M_MXFAST, 0);
#endif
      g_once_init_leave (&started, 1);
    }
}

/* Offers seats in @loop; there are helpers enough for all that are free. */
static void
open_seats (Loop *loop,
            guint n)
{
  g_mutex_lock (&lock);
  loop->n_seats = n;
  loop->other = loops;
  loops = loop;
  n_seats += n;
  while (n_helpers < n_busy + n_seats)
    {
      GThread *thread = g_thread_try_new ("pool", help, GINT_TO_POINTER (n_helpers == 0), NULL);

      if (thread == NULL)
        break;
      g_thread_unref (thread);
      n_helpers++;
    }
  for (guint i = 0; i < n; i++)
    g_cond_signal (&come);
  g_mutex_unlock (&lock);
}

/* Takes the free seats back and waits for those who are inside. */
static void
close_seats (Loop *loop)
{
  g_mutex_lock (&lock);
  for (Loop **at = &loops; loop->n_seats > 0; at = &(*at)->other)
    if (*at == loop)
      {
        *at = loop->other;
        n_seats -= loop->n_seats;
        break;
      }
  while (loop->n_inside > 0)
    g_cond_wait (&loop->all_left, &lock);
  g_mutex_unlock (&lock);
}

static gboolean
run_serially (gsize           n_blocks,
              ImbParallelFunc func,
              gpointer        data,
              ImbJob         *job,
              GError        **error)
{
  for (gsize block = 0; block < n_blocks; block++)
    if (!imb_job_step (job, 0, 0, error) || !func (block, data, error))
      return FALSE;
  return TRUE;
}

gboolean
imb_parallel_for (gsize           n_blocks,
                  ImbParallelFunc func,
                  gpointer        data,
                  ImbJob         *job,
                  GError        **error)
{
  Loop  loop = { .func = func, .data = data, .job = job, .n_blocks = n_blocks };
  guint n_threads;

  start ();
  if (g_private_get (&inside_block) != NULL)
    return run_serially (n_blocks, func, data, job, error);

  n_threads = (guint) MIN (n_blocks, imb_parallel_get_n_threads ());
  g_cond_init (&loop.all_left);
  if (n_threads > 1)
    open_seats (&loop, n_threads - 1);

  g_private_set (&inside_block, GINT_TO_POINTER (1));
  work (&loop);
  g_private_set (&inside_block, NULL);

  if (n_threads > 1)
    close_seats (&loop);
  g_cond_clear (&loop.all_left);

  if (loop.error == NULL)
    return TRUE;
  g_propagate_error (error, loop.error);
  return FALSE;
}

void
imb_parallel_set_n_threads (guint n_threads)
{
  wanted_threads = MIN (n_threads, 256);
}

/* Asking costs as much as a small loop, so it is asked once. */
guint
imb_parallel_get_n_threads (void)
{
  static gsize n_processors = 0;

  if (wanted_threads > 0)
    return wanted_threads;
  if (g_once_init_enter (&n_processors))
    g_once_init_leave (&n_processors, MAX (1, g_get_num_processors ()));
  return (guint) n_processors;
}
