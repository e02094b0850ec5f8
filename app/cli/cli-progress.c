/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The job of the command: cancelled by signals, shown as a bar. A signal handler has no argument, so the
 * job is the one thing that the program keeps in a static; imb_job_cancel() is one atomic store and
 * therefore allowed in a handler. A second Ctrl+C ends the program at once (it may be waiting for
 * standard input, where nothing asks the job). The bar is drawn by a thread of its own, ten times a second. */
#include "app/cli/cli-progress.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "app/cli/cli-text.h"

#define BAR_WIDTH 40
#define MOST_TEXT 48     /* bytes behind the bar */
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

/* "84 of 161 MB, 150,000 rows" while something is read. (transfer full) */
static char *
dup_amounts (void)
{
  ImbAmounts       amounts = imb_job_get_amounts (progress.job);
  g_autofree char *bytes = imb_amounts_dup_bytes (&amounts);
  g_autofree char *count = cli_dup_count (amounts.n_rows);
  g_autofree char *rows = NULL;

  if (amounts.n_rows == 0)
    return g_steal_pointer (&bytes);
  rows = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s row", "%s rows", amounts.n_rows), count);
  return bytes == NULL ? g_steal_pointer (&rows) : g_strdup_printf (_ ("%s, %s"), bytes, rows);
}

static void
draw (double fraction)
{
  char             bar[BAR_WIDTH + 1] = { 0 };
  g_autofree char *amounts = dup_amounts ();

  for (int i = 0; i < BAR_WIDTH; i++)
    bar[i] = (i + 0.5) / BAR_WIDTH < fraction ? '#' : '.';
  fprintf (stderr, "\r[%s] %3.0f %%  %-*.*s", bar, 100.0 * fraction, MOST_TEXT, MOST_TEXT, amounts != NULL ? amounts : "");
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
    fprintf (stderr, "\r%*s\r", BAR_WIDTH + 10 + MOST_TEXT, "");
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
