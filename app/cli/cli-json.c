/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/cli/cli-json.h"

#include <stdio.h>

ImbJson *
cli_json_new (void)
{
  ImbJson *json = imb_json_new ();

  imb_json_text (json, "version", IMB_VERSION);
  return json;
}

void
cli_json_print (ImbJson *json)
{
  fputs (imb_json_finish (json), stdout);
}
