package dev.storycrew.cli.service;

import dev.storycrew.app.ServiceHooks;

/** The command line that a service's command belongs to; says what services run with. */
public interface HookedServices {
    ServiceHooks hooks();
}
