/**
 * Search: SQL first, then the messages themselves where SQL cannot tell. An answer is complete or there is none.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.adapter.search;
