package dev.postrider.smtp.ingress.policy;

/**
 * What happens to the header of a message while it arrives.
 *
 * @param maxOctets beyond, the message is only counted
 * @param edits what is not kept of it
 * @param hostname how we name ourselves in Received fields
 * @param loopHops how often a message may have been here
 */
public record HeaderRules(long maxOctets, HeaderEdits edits, String hostname, int loopHops) {}
