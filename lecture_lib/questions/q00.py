"""Questions of notebook 00: how the course works, tried on small things."""

from __future__ import annotations

from ..checking import Mistake, Question, choice_question

_TRY = Question(
    "00.1a",
    lambda x, w, b: w * x + b,
    "the number w x + b",
    cases=[(0.0, 1.0, 2.0), (1.0, 2.0, 3.0), (-2.0, 0.5, 1.0), (3.0, -1.0, -4.0)],
    hidden=("other numbers", lambda rng: tuple(float(v) for v in rng.normal(0, 3, 3))),
    mistakes=(
        Mistake(
            "bias forgotten", "You have the weighted input. The bias b still has to be added.", lambda x, w, b: w * x
        ),
        Mistake(
            "bias weighted",
            "You multiply the bias by w as well. Only x is multiplied by w; b is added as it is.",
            lambda x, w, b: w * (x + b),
        ),
        Mistake("sum for product", "You add x and w. The weight multiplies the input.", lambda x, w, b: x + w + b),
        Mistake("bias subtracted", "You subtract b. Add it, with its own sign.", lambda x, w, b: w * x - b),
        Mistake(
            "weight and bias exchanged",
            "You have exchanged w and b. The weight w multiplies x, and the bias b is added.",
            lambda x, w, b: b * x + w,
        ),
        Mistake("product of all three", "You multiply by b. The bias is added.", lambda x, w, b: w * x * b),
        Mistake(
            "weight on the bias",
            "You multiply b by w, and x not at all. The weight belongs to x.",
            lambda x, w, b: x + w * b,
        ),
    ),
    hints=(
        "A neuron first multiplies its input by the weight, and then adds its bias.",
        "The equation is above: z = w x + b. In Python, a product needs the sign *.",
        "return w * x + ... and what is still missing?",
    ),
    explanation="The equation z = w x + b is one line of Python: return w * x + b. The weight multiplies the input, "
    "and the bias is added to the product.",
)

_CHECK_1 = choice_question(
    "00.1",
    "You changed a number and want to see the picture as it was before. Which button takes you there?",
    {
        "a": ("⟲ Start again", "That goes all the way back to the start. Another button takes back one step."),
        "b": ("↶ Undo", "Yes: Undo takes back one step, and Redo does it again."),
        "c": ("⋯ More, Copy as code", "That gives you the state as code, so that you can keep it. It changes nothing."),
    },
    right="b",
    hints=(
        "One of the buttons goes back to the very beginning, and one goes back by a single step.",
        "Try them on the neuron above: change a number twice, then press each button and see what happens.",
    ),
    explanation="Undo takes back the last change, as in an editor, and can be pressed again and again. Start again "
    "leads back to the start at once, and Copy as code only writes the present state down.",
)

_CHECK_2 = choice_question(
    "00.2",
    "A line of the table is marked ✗. What do you do?",
    {
        "a": (
            "Go on; perhaps it does not matter",
            "Perhaps, for a while. But the line gives the command that fixes it.",
        ),
        "b": (
            "Install the newest version of everything by hand",
            "That may lead out of another package's range. Use the command that installs what was tested together.",
        ),
        "c": ("Run the command in that line, then restart the kernel", "Yes, and then run the cell again."),
    },
    right="c",
    hints=(
        "A line marked ✗ says more than that something is wrong.",
        "What is installed while a kernel runs is seen only by a kernel that starts afterwards.",
    ),
    explanation="A line with ✗ says what was found, which range was tested, and the command that installs a version "
    "in that range. The kernel has loaded the old version already, so restart it and run the cell again.",
)

_CHECK_3 = choice_question(
    "00.3",
    "Where is your progress kept?",
    {
        "a": ("With the teacher", "No. Nothing is sent anywhere; a teacher sees only what you hand in."),
        "b": ("In one file on this machine", "Yes. Its path is written below the map, and you may read or delete it."),
        "c": ("In the notebook", "No. You may delete or replace the notebook, and the file stays."),
    },
    right="b",
    hints=(
        "Look at what is written below the map.",
        "If you delete this notebook and fetch it again, your progress is still there.",
    ),
    explanation="All progress is kept in one file on this machine. Its path is written below the map. It is not part "
    "of the notebook, and it is sent nowhere.",
)

_CHECK_4 = choice_question(
    "00.4",
    "A friend's notes say of a hidden layer with ReLUs: z = (2, −1). Can these notes be written in lecture B's "
    "letters?",
    {
        "a": (
            "No, because no entry of lecture B's z can be negative here",
            "Right: B's z is z_out, the value after the ReLU. The notes may follow lecture D or this course.",
        ),
        "b": (
            "Yes: z = Wᵀx + b can have any sign",
            "In lecture B that sum is z_in. What does B's z without an index mean?",
        ),
        "c": (
            "Yes, but only if x is negative, too",
            "The sign of x does not decide it. Find out whether B's z comes before the ReLU or after it.",
        ),
    },
    right="a",
    hints=(
        "Find z in the dictionary: in which row is it for lecture B, and in which for lecture D?",
        "What values can come out of a ReLU?",
    ),
    explanation="In lecture B, z without an index is z_out, the value after the activation, and a ReLU never outputs a "
    "negative number. In lecture D and in this course, z is the sum before the activation, which can have any sign; "
    "the value after it is called a. So the notes may be in D's letters, but not in B's.",
)

QUESTIONS = (_CHECK_1, _TRY, _CHECK_2, _CHECK_3, _CHECK_4)
