/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The job of the command: cancelled by signals, shown as a bar. A signal handler has no argument, so the
 * job is the one thing that the program keeps in a static; imb_job_cancel() is one atomic store and
 * therefore allowed in a handler. A second Ctrl+C ends the program at once (it may be waiting for
 * standard input, where nothing asks the job). The bar is drawn by a thread of its own, ten times a second. */
#include "app/cli/cli-progress.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define BAR_WIDTH 40
#define FIRST_US  400000 /* short work shows no bar */
#define STEP_US   100000

static struct
{
  ImbJob  *job;
  ImbJob  *part;
  GThread *drawer;
  GMutex   lock;
  GCond    wake;
  gboolean is_over;
} progress;

static void
on_signal (int number)
{
  imb_job_cancel (progress.job);
}

static void
draw (double fraction)
{
  char bar[BAR_WIDTH + 1] = { 0 };

  for (int i = 0; i < BAR_WIDTH; i++)
    bar[i] = (i + 0.5) / BAR_WIDTH < fraction ? '#' : '.';
  fprintf (stderr, "\r[%s] %3.0f %%", bar, 100.0 * fraction);
  fflush (stderr);
}

static gpointer
run_drawer (gpointer unused)
{
  gint64   until = g_get_monotonic_time () + FIRST_US;
  gboolean is_drawn = FALSE;

  g_mutex_lock (&progress.lock);
  while (!progress.is_over)
    {
      if (g_cond_wait_until (&progress.wake, &progress.lock, until))
        continue;

      draw (imb_job_get_fraction (progress.job));
      is_drawn = TRUE;
      until = g_get_monotonic_time () + STEP_US;
    }
  g_mutex_unlock (&progress.lock);

  if (is_drawn)
    fprintf (stderr, "\r%*s\r", BAR_WIDTH + 8, "");
  return NULL;
}

ImbJob *
cli_progress_start (gboolean quiet)
{
  struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int) SA_RESETHAND | SA_RESTART };

  progress.job = imb_job_new ();
  sigemptyset (&action.sa_mask);
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  sigaction (SIGHUP, &action, NULL);

  if (!quiet && isatty (STDERR_FILENO))
    progress.drawer = g_thread_new ("progress", run_drawer, NULL);
  return progress.job;
}

ImbJob *
cli_progress_part (double share)
{
  imb_job_unref (progress.part);
  progress.part = imb_job_new_part (progress.job, share);
  return progress.part;
}

/* The job itself stays for the handlers until the process ends. */
void
cli_progress_stop (void)
{
  if (progress.drawer != NULL)
    {
      g_mutex_lock (&progress.lock);
      progress.is_over = TRUE;
      g_cond_signal (&progress.wake);
      g_mutex_unlock (&progress.lock);
      g_thread_join (g_steal_pointer (&progress.drawer));
    }
  imb_job_unref (g_steal_pointer (&progress.part));
}
