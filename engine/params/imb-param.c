/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking into a parameter table. Tables have a dozen rows at most, so a plain walk it is. */
#include "engine/params/imb-param.h"

const ImbParam *
imb_algorithm_find_param (const ImbAlgorithm *self,
                          const char         *name)
{
  for (const ImbParam *p = self->params; p != NULL && p->name != NULL; p++)
    if (g_str_equal (p->name, name))
      return p;
  return NULL;
}
