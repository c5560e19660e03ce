/** Tests of the pure package of the same name. */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.name;
