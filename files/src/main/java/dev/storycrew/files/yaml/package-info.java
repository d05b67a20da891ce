/** YAML files read strictly: every error names file, line and field. */
@NullMarked
package dev.storycrew.files.yaml;

import org.jspecify.annotations.NullMarked;
