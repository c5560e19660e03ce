/** Tests of listeners, with a protocol of their own. */
@org.jspecify.annotations.NullMarked
package dev.postrider.servicekit.net.listener;
