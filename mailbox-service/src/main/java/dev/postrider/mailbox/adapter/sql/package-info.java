/**
 * How SQL is sent: several statements in one flight, and what PostgreSQL's errors mean.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailbox.adapter.sql;
