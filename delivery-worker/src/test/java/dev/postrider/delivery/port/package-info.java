/** Fakes of ports that tests of several packages use. */
@NullMarked
package dev.postrider.delivery.port;

import org.jspecify.annotations.NullMarked;
