/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "What changed" on the Resample page: counts per class and what the sampler decided by itself. One
 * pass over the rows of the result. */
#include "app/explorer-changes.h"

#include <glib/gi18n-lib.h>

#include "app/explorer-words.h"
#include "widgets/draw/imb-text.h"
#include "widgets/explorer-name.h"

#define MAX_CLASSES_SHOWN 50

void
explorer_changes_count (ImbProblem        *problem,
                        const ImbResample *resample,
                        ExplorerChange    *changes)
{
  const guint16     *classes = imb_problem_get_classes (problem);
  g_autofree guint8 *met = g_malloc0 (MAX (resample->n_in, 1));

  for (guint c = 0; c < imb_problem_n_classes (problem); c++)
    changes[c] = (ExplorerChange){ .before = imb_problem_get_counts (problem)[c] };
  for (gsize i = 0; i < resample->n_rows; i++)
    {
      guint32 row = resample->rows[i];

      if (row >= resample->n_in)
        {
          guint c = resample->made_classes[row - resample->n_in];

          changes[c].synthetic++;
          changes[c].after++;
          continue;
        }
      changes[classes[row]].after++;
      changes[classes[row]].kept += met[row] == 0;
      met[row] = 1;
    }
  for (guint c = 0; c < imb_problem_n_classes (problem); c++)
    changes[c].removed = changes[c].before - changes[c].kept;
}

static GtkWidget *
cell (const char *text,
      gboolean    heading,
      gboolean    number)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), number ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), number ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, !number);
  if (heading)
    gtk_widget_add_css_class (label, "caption-heading");
  if (number)
    gtk_widget_add_css_class (label, "numeric");
  if (!number && !heading)
    gtk_label_set_width_chars (GTK_LABEL (label), 6);
  return label;
}

static void
attach_number (GtkGrid *grid,
               int      column,
               int      row,
               gsize    number)
{
  g_autofree char *text = imb_text_count ((double) number);
  GtkWidget       *label = cell (text, FALSE, TRUE);

  if (number == 0)
    gtk_widget_add_css_class (label, "dim-label");
  gtk_grid_attach (grid, label, column, row, 1, 1);
}

static GtkWidget *
counts_grid (ImbProblem           *problem,
             const ExplorerChange *changes)
{
  const char *const headings[] = { N_ ("Class"), N_ ("Before"), N_ ("Kept"), N_ ("Removed"), N_ ("Synthetic"), N_ ("After") };
  GtkGrid          *grid = GTK_GRID (gtk_grid_new ());
  guint             n = MIN (imb_problem_n_classes (problem), MAX_CLASSES_SHOWN);

  gtk_grid_set_column_spacing (grid, 12);
  gtk_grid_set_row_spacing (grid, 6);
  for (guint j = 0; j < G_N_ELEMENTS (headings); j++)
    gtk_grid_attach (grid, cell (_ (headings[j]), TRUE, j > 0), (int) j, 0, 1, 1);
  for (guint c = 0; c < n; c++)
    {
      const ExplorerChange *change = &changes[c];
      int                   row = (int) c + 1;

      gtk_grid_attach (grid, cell (imb_problem_get_labels (problem)[c], FALSE, FALSE), 0, row, 1, 1);
      attach_number (grid, 1, row, change->before);
      attach_number (grid, 2, row, change->kept);
      attach_number (grid, 3, row, change->removed);
      attach_number (grid, 4, row, change->synthetic);
      attach_number (grid, 5, row, change->after);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Rows of each class before and after"), -1);
  return GTK_WIDGET (grid);
}

GtkWidget *
explorer_notes_new (const ImbNotes *notes)
{
  GtkWidget *box;

  if (notes == NULL || imb_notes_n (notes) == 0)
    return NULL;

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  for (guint i = 0; i < explorer_words_n_notes (notes); i++)
    {
      g_autofree char *text = explorer_words_note (notes, i);
      GtkWidget       *label = gtk_label_new (text);

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_box_append (GTK_BOX (box), label);
    }
  return box;
}

static GtkWidget *
heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

GtkWidget *
explorer_changes_new (ImbProblem        *problem,
                      const ImbResample *resample)
{
  g_autofree ExplorerChange *changes = g_new0 (ExplorerChange, imb_problem_n_classes (problem));
  GtkWidget                 *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget                 *scroll = gtk_scrolled_window_new (); /* six columns at 200 % text do not fit a narrow window */
  GtkWidget                 *notes = explorer_notes_new (resample->notes);

  explorer_changes_count (problem, resample, changes);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroll), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroll), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), counts_grid (problem, changes));
  explorer_name_widget (scroll, _ ("What changed")); /* it can be focused, to be scrolled by keys */
  gtk_box_append (GTK_BOX (box), heading (_ ("What changed")));
  gtk_box_append (GTK_BOX (box), scroll);
  if (notes != NULL)
    {
      gtk_box_append (GTK_BOX (box), heading (_ ("Notes")));
      gtk_box_append (GTK_BOX (box), notes);
    }
  return box;
}

static GtkWidget *
finding_row (const ImbFinding *finding)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", finding->look ? "dialog-warning-symbolic" : "emblem-ok-symbolic", NULL);
  GtkWidget *label = gtk_label_new (finding->sentence);

  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, finding->look ? _ ("Worth a look") : _ ("Fine"), -1);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), label);
  return row;
}

GtkWidget *
explorer_findings_new (const ImbAudit  *audit,
                       const ImbDesign *design)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autoptr (GPtrArray) findings = imb_audit_dup_findings (audit, design);

  gtk_box_append (GTK_BOX (box), heading (_ ("Audit")));
  for (guint i = 0; i < findings->len; i++)
    gtk_box_append (GTK_BOX (box), finding_row (g_ptr_array_index (findings, i)));
  return box;
}
