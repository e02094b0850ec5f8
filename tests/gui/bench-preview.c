/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times the live preview in the window: bench-gui-preview [DATASET [SAMPLER …]], 10,000 rows × 10 columns unless told otherwise: a parameter of the sampler is changed as its form changes it. One line per
 * sampler, medians in milliseconds: to the answer in the session; to the picture of it on the screen (a frame comes every 16.7 ms); and
 * how long the main thread was at work for it. Then the same parameter is moved once a frame for as long as a hand would, and it says how
 * many of the moves were seen, how many pictures were drawn in how many frames, and the longest step of the main thread. */
#include <math.h>
#include <stdio.h>

#include "app/explorer-resample-page.h"
#include "tests/gui/gui.h"
#include "widgets/explorer-figure.h"

#define TABLE   "blobs:n_rows=10000,n_features=10,imbalance_ratio=10"
#define CHANGES 15
#define MOVES   60
#define FRAME   16667 /* µs */

static const struct
{
  const char *sampler;
  const char *param;
} moved[] = {
  { "smote", "k_neighbors" },
  { "borderline-smote", "m_neighbors" },
  { "adasyn", "n_neighbors" },
  { "safe-level-smote", "n_neighbors" },
  { "svm-smote", "k_neighbors" },
  { "smote-ipf", NULL },
  { "tomek-links", NULL },
  { "edited-nearest-neighbours", "n_neighbors" },
  { "repeated-edited-nearest-neighbours", "n_neighbors" },
  { "all-knn", "n_neighbors" },
  { "neighbourhood-cleaning-rule", "n_neighbors" },
  { "one-sided-selection", NULL },
  { "condensed-nearest-neighbour", NULL },
  { "smote-enn", NULL },
  { "smote-tomek", NULL },
};

typedef struct
{
  ExplorerWindow  *window;
  ExplorerSession *session;
  ExplorerFigure  *scatter;
  guint            n_answers;
  guint            n_frames;
  double           longest; /* step */
} Bench;

static void
count_answer (Bench *self)
{
  self->n_answers++;
}

static void
count_frame (Bench *self)
{
  self->n_frames++;
}

/* One turn of the main loop. */
static void
step (Bench *self)
{
  double start = gui_thread_ms ();

  g_main_context_iteration (NULL, TRUE);
  self->longest = MAX (self->longest, gui_thread_ms () - start);
}

/* Another value of the parameter, or another seed. */
static void
change (Bench      *self,
        const char *param,
        guint       turn)
{
  if (param != NULL)
    g_object_set (explorer_session_get_sampler (self->session), param, (int) (3 + turn % 5), NULL);
  else
    explorer_session_set_sampler_seed (self->session, turn + 1);
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  const double *x = a, *y = b;

  return *x < *y ? -1 : *x > *y;
}

static double
median (double *times,
        guint   n)
{
  qsort (times, n, sizeof *times, compare);
  return times[n / 2];
}

static gboolean
wake (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
time_changes (Bench      *self,
              const char *param)
{
  double answers[CHANGES], pictures[CHANGES], works[CHANGES];

  for (guint i = 0; i < CHANGES; i++)
    {
      gint64 start = g_get_monotonic_time ();
      double work = gui_thread_ms ();
      guint  n_answers = self->n_answers, n_drawn;

      change (self, param, i + 1);
      while (self->n_answers == n_answers)
        step (self);
      answers[i] = (double) (g_get_monotonic_time () - start) * 1e-3;
      n_drawn = explorer_figure_get_n_drawn (self->scatter);
      while (explorer_figure_get_n_drawn (self->scatter) == n_drawn)
        step (self);
      pictures[i] = (double) (g_get_monotonic_time () - start) * 1e-3;
      works[i] = gui_thread_ms () - work;
      gui_wait_idle (self->window); /* the audit */
    }
  printf (" %9.1f %9.1f %9.1f", median (answers, CHANGES), median (pictures, CHANGES), median (works, CHANGES));
}

static void
move_on (Bench      *self,
         const char *param)
{
  gint64 next = g_get_monotonic_time ();
  guint  n_answers = self->n_answers, n_frames = self->n_frames, n_drawn = explorer_figure_get_n_drawn (self->scatter);
  guint  timer = g_timeout_add (2, wake, NULL);

  self->longest = 0.0;
  for (guint i = 0; i < MOVES; i++)
    {
      double start = gui_thread_ms ();

      change (self, param, i);
      self->longest = MAX (self->longest, gui_thread_ms () - start);
      next += FRAME;
      while (g_get_monotonic_time () < next)
        step (self);
    }
  gui_wait_idle (self->window);
  g_source_remove (timer);
  printf (" %6u/%u %7u/%-4u %9.1f\n", self->n_answers - n_answers, MOVES, explorer_figure_get_n_drawn (self->scatter) - n_drawn, self->n_frames - n_frames,
          self->longest);
}

static void
run (Bench      *self,
     const char *id,
     const char *param)
{
  explorer_session_set_sampler (self->session, imb_sampler_find (id));
  gui_wait_idle (self->window);
  printf ("%-36s", id);
  time_changes (self, param);
  fflush (stdout);
  move_on (self, param);
  fflush (stdout);
}

int
main (int    argc,
      char **argv)
{
  Bench self = { 0 };

  gui_init (&argc, &argv);
  self.window = gui_window_new ();
  self.session = explorer_window_get_session (self.window);
  gui_open_dataset (self.window, argc > 1 ? argv[1] : TABLE);
  gtk_widget_activate_action (GTK_WIDGET (self.window), "win.page", "s", "resample");
  gui_settle (self.window);
  self.scatter = EXPLORER_FIGURE (explorer_resample_page_get_part (EXPLORER_RESAMPLE_PAGE (explorer_window_get_page (self.window, "resample")), "scatter"));
  g_signal_connect_swapped (self.session, "notify::resample", G_CALLBACK (count_answer), &self);
  g_signal_connect_swapped (gtk_widget_get_frame_clock (GTK_WIDGET (self.window)), "after-paint", G_CALLBACK (count_frame), &self);
  printf ("%-36s %9s %9s %9s %9s %12s %9s\n", "milliseconds", "answer", "picture", "main", "seen", "drawn", "longest");
  for (guint i = 0; i < G_N_ELEMENTS (moved); i++)
    if (argc <= 2 || g_strv_contains ((const char *const *) argv + 2, moved[i].sampler))
      run (&self, moved[i].sampler, moved[i].param);
  gui_window_free (self.window);
  return 0;
}
