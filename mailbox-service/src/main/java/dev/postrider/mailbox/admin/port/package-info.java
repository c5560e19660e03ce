/** What the admin API asks of others. */
@NullMarked
package dev.postrider.mailbox.admin.port;

import org.jspecify.annotations.NullMarked;
