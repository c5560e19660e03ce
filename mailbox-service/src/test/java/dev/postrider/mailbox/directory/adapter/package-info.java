@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.directory.adapter;
