/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One abstract class, subclassed at run time for every algorithm whose parameters somebody edits: its table
 * becomes real properties. GObject does not inherit get_property and set_property from a class that installs
 * none itself, so every leaf sets both. */
#include "engine/params/imb-config.h"

#include "engine/params/imb-values.h"

typedef struct
{
  gpointer values;
} ImbConfigPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ImbConfig, imb_config, G_TYPE_OBJECT)
static G_DEFINE_QUARK (imb - param, imb_param)

  static gpointer
  values_of (ImbConfig *self)
{
  ImbConfigPrivate *priv = imb_config_get_instance_private (self);

  return priv->values;
}

static void
get_property (GObject    *object,
              guint       id,
              GValue     *value,
              GParamSpec *pspec)
{
  const ImbParam *param = imb_config_get_param (pspec);
  gconstpointer   field = imb_param_value (param, values_of (IMB_CONFIG (object)));

  switch (param->kind)
    {
    case IMB_KIND_INT:
      g_value_set_int (value, *(const int *) field);
      break;
    case IMB_KIND_REAL:
      g_value_set_double (value, *(const double *) field);
      break;
    case IMB_KIND_BOOL:
      g_value_set_boolean (value, *(const gboolean *) field);
      break;
    case IMB_KIND_CHOICE:
      g_value_set_enum (value, *(const int *) field);
      break;
    case IMB_KIND_TEXT:
      g_value_set_string (value, *(char *const *) field);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
write_field (ImbConfig      *self,
             const ImbParam *param,
             const GValue   *value)
{
  gpointer field = imb_param_field (param, values_of (self));

  switch (param->kind)
    {
    case IMB_KIND_REAL:
      *(double *) field = g_value_get_double (value);
      break;
    case IMB_KIND_BOOL:
      *(gboolean *) field = g_value_get_boolean (value);
      break;
    case IMB_KIND_CHOICE:
      *(int *) field = g_value_get_enum (value);
      break;
    case IMB_KIND_TEXT:
      imb_param_set_copy (param, values_of (self), g_value_get_string (value));
      break;
    case IMB_KIND_INT:
    default:
      *(int *) field = g_value_get_int (value);
      break;
    }
}

static void
set_property (GObject      *object,
              guint         id,
              const GValue *value,
              GParamSpec   *pspec)
{
  const ImbParam     *param = imb_config_get_param (pspec);
  const ImbAlgorithm *algorithm = imb_config_get_algorithm (IMB_CONFIG (object));
  gpointer            before = imb_config_dup_values (IMB_CONFIG (object));

  write_field (IMB_CONFIG (object), param, value);
  if (!imb_param_is_equal (param, before, values_of (IMB_CONFIG (object))))
    g_object_notify_by_pspec (object, pspec);
  imb_values_free (algorithm, before);
}

static void
imb_config_finalize (GObject *object)
{
  ImbConfig *self = IMB_CONFIG (object);

  imb_values_free (imb_config_get_algorithm (self), values_of (self));
  G_OBJECT_CLASS (imb_config_parent_class)->finalize (object);
}

static void
imb_config_class_init (ImbConfigClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = imb_config_finalize;
}

static void
imb_config_init (ImbConfig *self)
{
}

/* The type lives as long as the program, and so do its values. */
static GType
choice_type (const ImbAlgorithm *algorithm,
             const ImbParam     *param)
{
  g_autofree char *name = g_strdup_printf ("ImbChoice-%s-%s-%zx", algorithm->id, param->name, (gsize) param);
  guint            n = 0;
  GEnumValue      *values;

  while (param->choices[n].nick != NULL)
    n++;
  values = g_new0 (GEnumValue, n + 1);
  for (guint i = 0; i < n; i++)
    values[i] = (GEnumValue){ param->choices[i].value, param->choices[i].label, param->choices[i].nick };
  return g_enum_register_static (name, values);
}

static GParamSpec *
make_pspec (const ImbAlgorithm *algorithm,
            const ImbParam     *p)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_NICK | G_PARAM_STATIC_BLURB;

  switch (p->kind)
    {
    case IMB_KIND_REAL:
      return g_param_spec_double (p->name, p->label, p->help, p->min, p->max, p->initial, flags);
    case IMB_KIND_BOOL:
      return g_param_spec_boolean (p->name, p->label, p->help, p->initial != 0, flags);
    case IMB_KIND_CHOICE:
      return g_param_spec_enum (p->name, p->label, p->help, choice_type (algorithm, p), (int) p->initial, flags);
    case IMB_KIND_TEXT:
      return g_param_spec_string (p->name, p->label, p->help, p->initial_text, flags);
    case IMB_KIND_INT:
    default:
      return g_param_spec_int (p->name, p->label, p->help, (int) p->min, (int) p->max, (int) p->initial, flags);
    }
}

static void
leaf_class_init (gpointer klass,
                 gpointer data)
{
  const ImbAlgorithm *algorithm = data;

  ((ImbConfigClass *) klass)->algorithm = algorithm;
  G_OBJECT_CLASS (klass)->get_property = get_property;
  G_OBJECT_CLASS (klass)->set_property = set_property;
  for (guint i = 0; algorithm->params != NULL && algorithm->params[i].name != NULL; i++)
    {
      GParamSpec *pspec = make_pspec (algorithm, &algorithm->params[i]);

      g_param_spec_set_qdata (pspec, imb_param_quark (), (gpointer) &algorithm->params[i]);
      g_object_class_install_property (klass, i + 1, pspec);
    }
}

static void
leaf_init (GTypeInstance *instance,
           gpointer       klass)
{
  ImbConfigPrivate *priv = imb_config_get_instance_private ((ImbConfig *) instance);

  priv->values = imb_values_new (((ImbConfigClass *) klass)->algorithm);
}

/* A sampler and a model may share an id, so the table's address is part of the type's name. To look for a type and to register it are two
 * calls, and between them another thread may register it: hence the lock. */
static GType
leaf_type (const ImbAlgorithm *algorithm)
{
  static GMutex    lock;
  g_autofree char *name = g_strdup_printf ("ImbConfig-%s-%zx", algorithm->id, (gsize) algorithm);
  GType            type;
  const GTypeInfo  info = {
     .class_size = sizeof (ImbConfigClass),
     .class_init = leaf_class_init,
     .class_data = algorithm,
     .instance_size = sizeof (ImbConfig),
     .instance_init = leaf_init,
  };

  g_mutex_lock (&lock);
  type = g_type_from_name (name);
  if (type == 0)
    type = g_type_register_static (IMB_TYPE_CONFIG, name, &info, 0);
  g_mutex_unlock (&lock);
  return type;
}

ImbConfig *
imb_config_new (const ImbAlgorithm *algorithm)
{
  g_return_val_if_fail (algorithm != NULL, NULL);

  return g_object_new (leaf_type (algorithm), NULL);
}

ImbConfig *
imb_config_new_from_values (const ImbAlgorithm *algorithm,
                            gconstpointer       values)
{
  ImbConfig        *self = imb_config_new (algorithm);
  ImbConfigPrivate *priv = imb_config_get_instance_private (self);

  imb_values_free (algorithm, priv->values);
  priv->values = imb_values_copy (algorithm, values);
  return self;
}

ImbConfig *
imb_config_copy (ImbConfig *self)
{
  g_return_val_if_fail (IMB_IS_CONFIG (self), NULL);

  return imb_config_new_from_values (imb_config_get_algorithm (self), values_of (self));
}

const ImbAlgorithm *
imb_config_get_algorithm (ImbConfig *self)
{
  g_return_val_if_fail (IMB_IS_CONFIG (self), NULL);

  return IMB_CONFIG_GET_CLASS (self)->algorithm;
}

const ImbParam *
imb_config_get_param (GParamSpec *pspec)
{
  return g_param_spec_get_qdata (pspec, imb_param_quark ());
}

gpointer
imb_config_dup_values (ImbConfig *self)
{
  g_return_val_if_fail (IMB_IS_CONFIG (self), NULL);

  return imb_values_copy (imb_config_get_algorithm (self), values_of (self));
}

char *
imb_config_to_string (ImbConfig *self,
                      gboolean   all)
{
  g_return_val_if_fail (IMB_IS_CONFIG (self), NULL);

  return imb_values_to_string (imb_config_get_algorithm (self), values_of (self), all);
}

gboolean
imb_config_set_text (ImbConfig  *self,
                     const char *name,
                     const char *value,
                     GError    **error)
{
  const ImbAlgorithm *algorithm = imb_config_get_algorithm (self);
  const ImbParam     *param = imb_algorithm_look_up (algorithm, name, error);
  gpointer            before;
  gboolean            ok;

  if (param == NULL)
    return FALSE;

  before = imb_config_dup_values (self);
  ok = imb_param_read (param, algorithm, values_of (self), value, error);
  if (ok && !imb_param_is_equal (param, before, values_of (self)))
    g_object_notify (G_OBJECT (self), name);
  imb_values_free (algorithm, before);
  return ok;
}
