/** The HTTP of the admin API: routes, the token, reading bodies, writing answers and problems. */
@NullMarked
package dev.postrider.mailbox.admin.net;

import org.jspecify.annotations.NullMarked;
