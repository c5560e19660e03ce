@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.admin.net;
