/** The operator's view of the queue over HTTP. */
@NullMarked
package dev.postrider.delivery.admin.net;

import org.jspecify.annotations.NullMarked;
