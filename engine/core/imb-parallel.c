/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One pool of threads for the whole program. The caller works too; blocks are handed out by a counter, so
 * which thread does a block is chance, but what a block does is not. */
#include "engine/core/imb-parallel.h"

#include <cblas.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* OpenBLAS starts threads of its own when it is loaded, which wait busily; on one thread inside, they only
 * take the processor from ours. Its pthread build exports this. */
extern int blas_thread_shutdown_ (void) __attribute__ ((weak));

typedef struct
{
  ImbParallelFunc func;
  gpointer        data;
  ImbJob         *job;
  gsize           n_blocks;
  gsize           next;   /* atomic */
  gsize           done;   /* atomic */
  gint            failed; /* atomic: no new blocks */
  GMutex          lock;
  GCond           all_left;
  guint           n_inside; /* helpers that have not left */
  GError         *error;
  gsize           error_block;
} Loop;

static guint        wanted_threads;
static GPrivate     inside_block = G_PRIVATE_INIT (NULL);
static GThreadPool *pool;
static gsize        started;

static void
fail (Loop   *loop,
      gsize   block,
      GError *error)
{
  g_mutex_lock (&loop->lock);
  if (loop->error == NULL || block < loop->error_block)
    {
      g_clear_error (&loop->error);
      loop->error = g_steal_pointer (&error);
      loop->error_block = block;
    }
  g_mutex_unlock (&loop->lock);
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
help (gpointer data,
      gpointer unused)
{
  Loop *loop = data;

  g_private_set (&inside_block, GINT_TO_POINTER (1));
  work (loop);
  g_private_set (&inside_block, NULL);

  g_mutex_lock (&loop->lock);
  if (--loop->n_inside == 0)
    g_cond_signal (&loop->all_left);
  g_mutex_unlock (&loop->lock);
}

static void
start (void)
{
  if (g_once_init_enter (&started))
    {
      openblas_set_num_threads (1);
      if (blas_thread_shutdown_ != NULL)
        blas_thread_shutdown_ ();
#ifdef __GLIBC__
      /* Arrays of some megabytes come and go with every result: the heap keeps their pages instead of the kernel. */
      mallopt (M_MMAP_THRESHOLD, 32 << 20);
      mallopt (M_TRIM_THRESHOLD, 64 << 20);
      /* What is freed is joined at once: many small pieces left for later are joined in one go, 36 ms after a wide table. */
      mallopt (M_MXFAST, 0);
#endif
      pool = g_thread_pool_new (help, NULL, -1, FALSE, NULL);
      g_once_init_leave (&started, 1);
    }
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
  guint n_helpers;

  start ();
  if (g_private_get (&inside_block) != NULL)
    return run_serially (n_blocks, func, data, job, error);

  g_mutex_init (&loop.lock);
  g_cond_init (&loop.all_left);
  n_helpers = (guint) MIN (n_blocks, imb_parallel_get_n_threads ());
  loop.n_inside = n_helpers > 0 ? n_helpers - 1 : 0;
  for (guint i = 1; i < n_helpers; i++)
    g_thread_pool_push (pool, &loop, NULL);

  g_private_set (&inside_block, GINT_TO_POINTER (1));
  work (&loop);
  g_private_set (&inside_block, NULL);

  g_mutex_lock (&loop.lock);
  while (loop.n_inside > 0)
    g_cond_wait (&loop.all_left, &loop.lock);
  g_mutex_unlock (&loop.lock);
  g_mutex_clear (&loop.lock);
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
