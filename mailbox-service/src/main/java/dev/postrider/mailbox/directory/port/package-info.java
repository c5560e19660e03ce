/** What the directory needs from the outside: its tables, and somebody who hashes passwords. */
@NullMarked
package dev.postrider.mailbox.directory.port;

import org.jspecify.annotations.NullMarked;
