/** What each service and user may do on a cluster with ACLs. */
@NullMarked
package dev.storycrew.app.permission;

import org.jspecify.annotations.NullMarked;
