package dev.storycrew.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The pipeline is declared in one place, {@link Stage}, and everything else follows from it. What the compiler does not find
 * when a stage or a part is added is found here: code that names one and silently does the wrong thing for another.
 */
class PipelineTest {
    /** Who may name a stage or a part, and why. A stage's own package may too: its task says which it is. */
    private static final Map<String, String> MAY_NAME = Map.of(
            Stage.class.getName(),
            "is the declaration",
            Part.class.getName(),
            "is the declaration",
            ChapterWork.class.getName(),
            "whatever the parts are, a complete work is judged and a judged one accepted",
            RetryPolicy.class.getName(),
            "the default levels erase parts by their names",
            "dev.storycrew.schemas.topic.TopicCatalogue",
            "the router's inputs are judge's and bible's results",
            "dev.storycrew.stages.StageLogics",
            "lists the tasks; an exhaustive switch",
            "dev.storycrew.stages.prompt.TemplateFile",
            "the fields of JSON answers; a stage without any fails at once",
            "dev.storycrew.llm.rehearsal.RehearsalModel",
            "plays every stage; an exhaustive switch",
            "dev.storycrew.history.facts.PipelineStep",
            "what is judged, and what is accepted, is what an audit is about",
            "dev.storycrew.bench.CostBench",
            "measures the bible's cost, which no attempt includes");

    /** Who may besides: the models of benchmarks. The one of fault campaigns has special books. */
    private static final Map<String, String> MAY_NAME_IN_CAMPAIGNS = Map.of(
            "dev.storycrew.bench.mix.RealisticAnswers",
            "answers for every stage; an exhaustive switch",
            "dev.storycrew.bench.faults.FakeModel",
            "some books kill their writer, or pass the judge whatever their size");

    private static final Set<String> STAGES =
            Stream.of(Stage.values()).map(Stage::name).collect(Collectors.toSet());
    private static final Set<String> PARTS =
            Stream.of(Part.values()).map(Part::name).collect(Collectors.toSet());

    /** Labels that mean nothing but their stage; a bible is a thing, too. */
    private static final Set<String> LABELS = Stream.of(Stage.values())
            .filter(stage -> stage != Stage.BIBLE)
            .map(Stage::label)
            .collect(Collectors.toSet());

    /** Files that may have a stage's name in quotes, and why. */
    private static final Map<String, String> MAY_QUOTE = Map.of(
            "Stage.java", "declares the judge's role",
            "ProcessFaults.java", "stops one of two stages in the middle of a long call; which ones is no matter",
            "RedoFaults.java", "kills one of the processes that a redone chapter concerns",
            "Takeover.java", "measures at one stage how long a takeover lasts; which one is no matter",
            "BibleCheck.java", "the first topic of a chapter's way",
            "Planner.java", "names a stream of random numbers",
            "TopicsPlanCommand.java", "is the command topics plan");

    @Test
    void onlyTheListedClassesNameAStageOrAPart() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.storycrew");

        noClasses()
                .that(DescribedPredicate.describe("are not listed", one -> !mayName(one)))
                .should()
                .accessFieldWhere(DescribedPredicate.describe("it is a stage or a part", PipelineTest::isConstant))
                .because("a stage that is added would be forgotten there; go by what Stage and Part say of themselves")
                .check(classes);
        assertThat(namers(classes)).as("classes that are listed and name none").containsAll(listed());
    }

    @Test
    void noSwitchOrComparisonOnAStageFallsThroughSilently() throws Exception {
        try (StandardJavaFileManager files =
                ToolProvider.getSystemJavaCompiler().getStandardFileManager(null, null, null)) {
            assertThat(findings(files.getJavaFileObjectsFromPaths(mainSources())))
                    .isEmpty();
        }
    }

    @Test
    void whatFallsThroughIsFound() throws Exception {
        assertThat(inMethod("switch (stage) { case PLAN -> a(); case EDIT -> b(); default -> c(); }"))
                .containsExactly("Planted.java:1: a switch on a stage must not have a default");
        assertThat(inMethod("int x = switch (stage) { case PLAN -> 1; default -> 2; };"))
                .containsExactly("Planted.java:1: a switch on a stage must not have a default");
        assertThat(inMethod("switch (part) { case PLAN: a(); break; case DRAFT: b(); }"))
                .containsExactly("Planted.java:1: a switch on a part must be an expression, which the compiler checks");
        assertThat(inMethod("if (stage == Stage.EDIT) { a(); }"))
                .containsExactly("Planted.java:1: a comparison with one stage or part");
        assertThat(inMethod("if (name.equals(Stage.EDIT.label())) { a(); }"))
                .containsExactly("Planted.java:1: a comparison with one stage or part");
        assertThat(inMethod("boolean b = part.compareTo(Part.DRAFT) <= 0;"))
                .containsExactly("Planted.java:1: a comparison with one stage or part");
        assertThat(inMethod("if (topic.equals(\"edit\")) { a(); }"))
                .containsExactly("Planted.java:1: a stage in quotes: edit");
    }

    @Test
    void whatTheCompilerChecksAndOtherEnumsAreNoConcern() throws Exception {
        assertThat(inMethod("int x = switch (part) { case PLAN -> 1; case DRAFT -> 2; case REVISION -> 3; };"))
                .isEmpty();
        assertThat(inMethod("switch (kind) { case BIBLE -> a(); case COST -> b(); default -> c(); }"))
                .isEmpty();
        assertThat(inMethod("if (stage == Stage.first()) { a(); }")).isEmpty();
        assertThat(inMethod("String s = \"edit the text\";")).isEmpty();
    }

    private static boolean mayName(JavaClass one) {
        String outermost = outermost(one);
        boolean ownPackage = Arrays.stream(Stage.values())
                .anyMatch(stage -> one.getPackageName().equals("dev.storycrew.stages." + stage.label()));
        return ownPackage || listed().contains(outermost);
    }

    private static Set<String> listed() {
        return Stream.of(MAY_NAME, MAY_NAME_IN_CAMPAIGNS)
                .flatMap(map -> map.keySet().stream())
                .collect(Collectors.toSet());
    }

    private static Set<String> namers(JavaClasses classes) {
        return classes.stream()
                .filter(one -> one.getFieldAccessesFromSelf().stream().anyMatch(PipelineTest::isConstant))
                .map(PipelineTest::outermost)
                .collect(Collectors.toSet());
    }

    private static String outermost(JavaClass one) {
        String name = one.getName();
        return name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
    }

    private static boolean isConstant(JavaFieldAccess access) {
        String owner = access.getTargetOwner().getName();
        return (owner.equals(Stage.class.getName())
                        && STAGES.contains(access.getTarget().getName()))
                || (owner.equals(Part.class.getName())
                        && PARTS.contains(access.getTarget().getName()));
    }

    private static List<Path> mainSources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            for (Path folder : modules.map(module -> module.resolve(Path.of("src", "main", "java")))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        assertThat(sources).hasSizeGreaterThan(200);
        return sources;
    }

    private static List<String> inMethod(String statement) throws IOException {
        String source = "class Planted { void method() { " + statement + " } }";
        return findings(
                List.of(new SimpleJavaFileObject(URI.create("string:///Planted.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                }));
    }

    private static List<String> findings(Iterable<? extends JavaFileObject> sources) throws IOException {
        JavacTask task = (JavacTask)
                ToolProvider.getSystemJavaCompiler().getTask(null, null, null, List.of("-proc:none"), null, sources);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        List<String> found = new ArrayList<>();
        for (CompilationUnitTree unit : task.parse()) {
            Scanner scanner = new Scanner(unit, positions);
            scanner.scan(unit, null);
            found.addAll(scanner.found());
        }
        return found;
    }

    /** Finds what would silently go on when a stage or a part is added. */
    private static final class Scanner extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final String fileName;
        private final Map<Long, String> found = new TreeMap<>();

        Scanner(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
            this.fileName =
                    Path.of(unit.getSourceFile().getName()).getFileName().toString();
        }

        List<String> found() {
            return List.copyOf(found.values());
        }

        @Override
        public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void nothing) {
            check(tree, tree.getCases(), false);
            return super.visitSwitch(tree, nothing);
        }

        @Override
        public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void nothing) {
            check(tree, tree.getCases(), true);
            return super.visitSwitchExpression(tree, nothing);
        }

        private void check(Tree tree, List<? extends CaseTree> cases, boolean expression) {
            List<String> labels = cases.stream()
                    .flatMap(one -> one.getExpressions().stream())
                    .map(Tree::toString)
                    .toList();
            boolean stages = STAGES.containsAll(labels);
            if (labels.isEmpty() || (!stages && !PARTS.containsAll(labels))) {
                return;
            }
            String on = "a switch on a " + (stages ? "stage" : "part");
            if (cases.stream().anyMatch(one -> one.getExpressions().isEmpty())) {
                add(tree, on + " must not have a default");
            } else if (!expression) {
                add(tree, on + " must be an expression, which the compiler checks");
            }
        }

        @Override
        public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void nothing) {
            boolean equality = tree.getKind() == Tree.Kind.EQUAL_TO || tree.getKind() == Tree.Kind.NOT_EQUAL_TO;
            if (equality && (namesOne(tree.getLeftOperand()) || namesOne(tree.getRightOperand()))) {
                compared(tree);
            }
            return super.visitBinary(tree, nothing);
        }

        @Override
        public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void nothing) {
            boolean comparison = tree.getMethodSelect() instanceof MemberSelectTree called
                    && Set.of("equals", "compareTo")
                            .contains(called.getIdentifier().toString());
            if (comparison
                    && (tree.getArguments().stream().anyMatch(Scanner::namesOne) || namesOne(tree.getMethodSelect()))) {
                compared(tree);
            }
            return super.visitMethodInvocation(tree, nothing);
        }

        @Override
        public @Nullable Void visitLiteral(LiteralTree tree, @Nullable Void nothing) {
            if (LABELS.contains(String.valueOf(tree.getValue())) && !MAY_QUOTE.containsKey(fileName)) {
                add(tree, "a stage in quotes: " + tree.getValue());
            }
            return super.visitLiteral(tree, nothing);
        }

        private void compared(Tree tree) {
            boolean listed =
                    MAY_NAME_IN_CAMPAIGNS.keySet().stream().anyMatch(name -> name.endsWith("." + simple(fileName)));
            if (!listed) {
                add(tree, "a comparison with one stage or part");
            }
        }

        private void add(Tree tree, String what) {
            long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
            found.put(line, fileName + ":" + line + ": " + what);
        }

        private static String simple(String fileName) {
            return fileName.substring(0, fileName.length() - ".java".length());
        }

        /** True for {@code Stage.EDIT}, and for what is called on it. */
        private static boolean namesOne(ExpressionTree tree) {
            if (tree instanceof MethodInvocationTree call) {
                return namesOne(call.getMethodSelect());
            }
            if (!(tree instanceof MemberSelectTree select)) {
                return false;
            }
            String name = select.getIdentifier().toString();
            if (select.getExpression() instanceof IdentifierTree owner) {
                return (owner.getName().contentEquals("Stage") && STAGES.contains(name))
                        || (owner.getName().contentEquals("Part") && PARTS.contains(name));
            }
            return namesOne(select.getExpression());
        }
    }
}
