"""Questions of notebook 00."""

from ..question import choice

QUESTIONS = (
    choice(
        "00.1",
        "You changed a number and want to see the picture as it was before. Which button?",
        {
            "a": ("Reset", "Reset goes all the way to the start. There is a button that takes one step."),
            "b": ("◀ Back", "Yes: Back takes one step, and Forward takes it again."),
            "c": ("Show as code", "That prints the state as code, so that you can keep it. It changes nothing."),
        },
        right="b",
    ),
)
