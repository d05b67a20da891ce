package dev.storycrew.cli.service;

import dev.storycrew.app.ServiceHooks;

/** The command line of a service command; says which hooks services run with. */
public interface HookedServices {
    ServiceHooks hooks();
}
