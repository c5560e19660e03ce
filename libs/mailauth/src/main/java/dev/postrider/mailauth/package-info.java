/**
 * Who sent a message, and may they: SPF, DKIM, DMARC and ARC, each a decision with a reason. Knows no socket, clock or random: the
 * time is an argument and DNS is a {@linkplain dev.postrider.mailauth.dns.Dns port}.
 */
@org.jspecify.annotations.NullMarked
package dev.postrider.mailauth;
