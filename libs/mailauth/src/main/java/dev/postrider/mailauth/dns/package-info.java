/** The port to DNS, as much of it as mail authentication asks. */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailauth.dns;
