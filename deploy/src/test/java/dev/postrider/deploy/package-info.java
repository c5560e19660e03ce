/** The launcher's decisions; the launcher itself is tested as a whole by the system tests. */
@NullMarked
package dev.postrider.deploy;

import org.jspecify.annotations.NullMarked;
