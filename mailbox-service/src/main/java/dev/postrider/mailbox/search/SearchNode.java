package dev.postrider.mailbox.search;

import java.util.List;

/** A tree of keys whose leaves have been numbered, for evaluation outside SQL. */
public sealed interface SearchNode {
    record All(List<SearchNode> nodes) implements SearchNode {}

    record Any(List<SearchNode> nodes) implements SearchNode {}

    record Not(SearchNode node) implements SearchNode {}

    record Leaf(int index) implements SearchNode {}

    /** Is it true, when its leaves are these? */
    default boolean test(boolean[] leaves) {
        return switch (this) {
            case All(List<SearchNode> nodes) -> nodes.stream().allMatch(node -> node.test(leaves));
            case Any(List<SearchNode> nodes) -> nodes.stream().anyMatch(node -> node.test(leaves));
            case Not(SearchNode node) -> !node.test(leaves);
            case Leaf(int index) -> leaves[index];
        };
    }
}
