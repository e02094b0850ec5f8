/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/explorer-welcome-page.h"

#include <glib/gi18n-lib.h>

#include "app/explorer-dataset-window.h"
#include "app/explorer-recent.h"
#include "engine/imb.h"

#define MAX_RECENT 5

struct _ExplorerWelcomePage
{
  AdwBin               parent_instance;
  AdwPreferencesGroup *dataset_group;
  AdwPreferencesGroup *recent_group;
};

G_DEFINE_FINAL_TYPE (ExplorerWelcomePage, explorer_welcome_page, ADW_TYPE_BIN)

/* A row that activates @action with @target. The texts come from files: they are no markup. */
static GtkWidget *
add_row (AdwPreferencesGroup *group,
         const char          *title,
         const char          *subtitle,
         const char          *icon,
         const char          *action,
         const char          *target)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW,
                                 "subtitle-lines", 2,
                                 "activatable", TRUE,
                                 "action-name", action,
                                 "action-target", g_variant_new_string (target),
                                 NULL);

  /* Set one by one: g_object_new() would tell of the title before it tells of the markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  adw_preferences_group_add (group, row);
  return row;
}

static void
add_arrow (GtkWidget *row)
{
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
}

static void
add_recent (ExplorerWelcomePage *self)
{
  g_autoptr (GPtrArray) paths = explorer_recent_list (MAX_RECENT);

  for (guint i = 0; i < paths->len; i++)
    {
      const char      *path = g_ptr_array_index (paths, i);
      g_autofree char *base = g_filename_display_basename (path);
      g_autofree char *folder = g_path_get_dirname (path);
      g_autofree char *shown = g_filename_display_name (folder);

      add_arrow (add_row (self->recent_group, base, shown, "x-office-spreadsheet-symbolic", "win.open-path", path));
    }

  gtk_widget_set_visible (GTK_WIDGET (self->recent_group), paths->len > 0);
}

/* Asks for rows, imbalance, features and noise before it opens. */
static GtkWidget *
tune_button_new (const ImbDataset *dataset)
{
  GtkWidget       *button = gtk_button_new_from_icon_name ("emblem-system-symbolic");
  g_autofree char *name = g_strdup_printf (_ ("Size and imbalance of %s"), g_dgettext (GETTEXT_PACKAGE, dataset->base.title));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.tune-dataset");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", dataset->base.id);
  return button;
}

static void
add_datasets (ExplorerWelcomePage *self)
{
  const ImbDataset *const *all = imb_datasets ();

  for (gsize i = 0; all[i] != NULL; i++)
    {
      g_autofree char *size = explorer_dataset_dup_size (all[i]);
      g_autofree char *subtitle = g_strdup_printf ("%s\n%s", g_dgettext (GETTEXT_PACKAGE, all[i]->base.summary), size);
      GtkWidget       *row = add_row (self->dataset_group, g_dgettext (GETTEXT_PACKAGE, all[i]->base.title), subtitle,
                                      "explorer-dataset-symbolic", "win.open-dataset", all[i]->base.id);

      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0); /* the size comes last, and must not be cut */
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), tune_button_new (all[i]));
      add_arrow (row);
    }
}

static void
explorer_welcome_page_class_init (ExplorerWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/imbal/Explorer/ui/welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ExplorerWelcomePage, dataset_group);
  gtk_widget_class_bind_template_child (widget_class, ExplorerWelcomePage, recent_group);
}

static void
explorer_welcome_page_init (ExplorerWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_recent (self);
  add_datasets (self);
}

GtkWidget *
explorer_welcome_page_new (void)
{
  return g_object_new (EXPLORER_TYPE_WELCOME_PAGE, NULL);
}
