/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copying, saving and tabulating a figure. All of it is drawn by the same code as the screen, so
 * what is saved is what was seen, with the text size of a printed page. */
#include "widgets/explorer-figure-export.h"

#include <glib/gi18n-lib.h>

#include "widgets/explorer-table-window.h"

#define COPY_WIDTH_MM 160.0
#define COPY_DPI      192.0

static const char *const widths[] = { "80", "120", "160", "180", "250", NULL };
static const char *const resolutions[] = { "150", "300", "600", NULL };

static double
height_for (ExplorerFigure *self,
            double          width_mm)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));

  if (width <= 0 || height <= 0)
    return width_mm * 0.6;

  return CLAMP (width_mm * height / width, 20, 1000);
}

/* What is shown, with the background and text size of paper; without the cache, which a thread may be using. */
static ImbFigureInput
paper_input (ExplorerFigure *self)
{
  ImbFigureInput in = *explorer_figure_get_input (self);

  in.cache = NULL;
  in.transparent = FALSE;
  in.text_scale = 1;
  return in;
}

static GBytes *
render (ExplorerFigure *self,
        const char     *format,
        GError        **error)
{
  ImbFigureInput in = paper_input (self);

  return imb_figure_render (explorer_figure_get_figure (self), &in, format, COPY_WIDTH_MM,
                            height_for (self, COPY_WIDTH_MM), COPY_DPI, IMB_THEME_LIGHT, error);
}

static GdkContentProvider *
make_content (ExplorerFigure *self,
              GError        **error)
{
  GdkContentProvider *formats[2];
  g_autoptr (GBytes) png = render (self, "png", error);
  g_autoptr (GBytes) svg = png != NULL ? render (self, "svg", error) : NULL;
  g_autoptr (GdkTexture) texture = svg != NULL ? gdk_texture_new_from_bytes (png, error) : NULL;

  if (texture == NULL)
    return NULL;

  formats[0] = gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
  formats[1] = gdk_content_provider_new_for_bytes ("image/svg+xml", svg);
  return gdk_content_provider_new_union (formats, 2);
}

void
explorer_figure_copy (ExplorerFigure *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkContentProvider) content = make_content (self, &error);

  if (content == NULL)
    {
      g_signal_emit_by_name (self, "failed", error->message);
      return;
    }

  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), content);
  g_signal_emit_by_name (self, "said", _ ("Figure copied."));
}

gboolean
explorer_figure_save (ExplorerFigure *self,
                      const char     *path,
                      double          width_mm,
                      double          dpi)
{
  ImbFigureInput   in = paper_input (self);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;

  if (!imb_figure_save (explorer_figure_get_figure (self), &in, path, width_mm, height_for (self, width_mm),
                        dpi, IMB_THEME_LIGHT, &error))
    {
      g_signal_emit_by_name (self, "failed", error->message);
      return FALSE;
    }

  sentence = g_strdup_printf (_ ("Saved as %s."), name);
  g_signal_emit_by_name (self, "said", sentence);
  return TRUE;
}

/* A path without a suffix that says the format gets the one of the chosen filter. */
static char *
dup_path (GtkFileChooser *chooser)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  GtkFileFilter   *filter = gtk_file_chooser_get_filter (chooser);
  const char      *suffix = filter != NULL ? g_object_get_data (G_OBJECT (filter), "suffix") : NULL;

  if (path == NULL)
    return NULL;
  if (g_str_has_suffix (path, ".pdf") || g_str_has_suffix (path, ".svg") || g_str_has_suffix (path, ".png"))
    return g_steal_pointer (&path);

  return g_strconcat (path, suffix != NULL ? suffix : ".pdf", NULL);
}

static void
save_response (GtkNativeDialog *dialog,
               int              response,
               ExplorerFigure  *self)
{
  GtkFileChooser  *chooser = GTK_FILE_CHOOSER (dialog);
  const char      *width = gtk_file_chooser_get_choice (chooser, "width");
  const char      *dpi = gtk_file_chooser_get_choice (chooser, "dpi");
  g_autofree char *path = response == GTK_RESPONSE_ACCEPT ? dup_path (chooser) : NULL;

  if (path != NULL)
    explorer_figure_save (self, path, width != NULL ? g_ascii_strtod (width, NULL) : COPY_WIDTH_MM,
                          dpi != NULL ? g_ascii_strtod (dpi, NULL) : 300);
  g_object_unref (dialog);
}

static void
add_choice (GtkFileChooser    *chooser,
            const char        *id,
            const char        *label,
            const char *const *values,
            const char        *unit,
            const char        *initial)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) labels = NULL;

  for (guint i = 0; values[i] != NULL; i++)
    {
      g_autofree char *text = g_strconcat (values[i], " ", unit, NULL);

      g_strv_builder_add (builder, text);
    }
  labels = g_strv_builder_end (builder);
  gtk_file_chooser_add_choice (chooser, id, label, (const char **) values, (const char **) labels);
  gtk_file_chooser_set_choice (chooser, id, initial);
}

static void
add_filter (GtkFileChooser *chooser,
            const char     *name,
            const char     *suffix)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_suffix (filter, suffix + 1);
  g_object_set_data (G_OBJECT (filter), "suffix", (gpointer) suffix);
  gtk_file_chooser_add_filter (chooser, filter);
}

void
explorer_figure_save_as (ExplorerFigure *self)
{
  GtkRoot              *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Save Figure"), GTK_WINDOW (root),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  GtkFileChooser       *chooser = GTK_FILE_CHOOSER (dialog);
  g_autofree char      *name = g_strconcat (explorer_figure_get_figure (self)->id, ".pdf", NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (chooser, name);
  add_filter (chooser, _ ("PDF"), ".pdf");
  add_filter (chooser, _ ("SVG"), ".svg");
  add_filter (chooser, _ ("PNG"), ".png");
  add_choice (chooser, "width", _ ("Width"), widths, "mm", "160");
  add_choice (chooser, "dpi", _ ("Resolution"), resolutions, "dpi", "300");
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog)); /* released in save_response() */
}

void
explorer_figure_show_table (ExplorerFigure *self)
{
  ImbFigureInput  in = paper_input (self);
  ImbFigureTable *table = imb_figure_table (explorer_figure_get_figure (self), &in);

  if (table == NULL)
    {
      g_signal_emit_by_name (self, "failed", _ ("There are no numbers behind this figure yet."));
      return;
    }

  gtk_window_present (explorer_table_window_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                                 _ (explorer_figure_get_figure (self)->title), table));
}
