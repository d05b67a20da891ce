/** What a running service tells about itself: liveness, readiness, models, disk, spare processes. */
@NullMarked
package dev.storycrew.app.health;

import org.jspecify.annotations.NullMarked;
