/** The SQL behind the admin API: schema {@code directory}, and through {@code AccountProvisioning} its side of {@code mailbox}. */
@NullMarked
package dev.postrider.mailbox.admin.adapter;

import org.jspecify.annotations.NullMarked;
